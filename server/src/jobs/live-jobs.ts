import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { catchError, concatMap, EMPTY, filter, from, type Subscription } from 'rxjs';
import { Signals } from '../database/signals.js';
import { LiveSources } from '../live/sources.js';
import { JobsService } from './jobs.service.js';

/** Tells the live socket how far jobs came. */
@Injectable()
export class LiveJobs implements OnModuleInit, OnModuleDestroy {
  private readonly log = new Logger('jobs');
  private listening: Subscription | undefined;

  constructor(
    private readonly sources: LiveSources,
    private readonly signals: Signals,
    private readonly jobs: JobsService,
  ) {}

  onModuleInit(): void {
    this.listening = this.signals
      .on('fleet_jobs')
      .pipe(
        filter(() => this.sources.isHeard('jobs')),
        concatMap((id) => from(this.jobs.get(id)).pipe(catchError((error: unknown) => this.passedOver(error)))),
      )
      .subscribe((job) => this.sources.announcements.next({ topic: 'jobs', event: 'job', body: { job } }));
  }

  onModuleDestroy(): void {
    this.listening?.unsubscribe();
  }

  private passedOver(error: unknown): typeof EMPTY {
    this.log.warn(`a job's progress is not told: ${(error as Error).message}`);
    return EMPTY;
  }
}
