import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { catchError, concatMap, EMPTY, filter, from, type Subscription } from 'rxjs';
import { Signals } from '../../database/signals.js';
import { LiveSources } from '../../live/sources.js';
import { ScansReader } from './scans.reader.js';

/** Tells the live socket how far scans came and what they found. A scan moves when its job does. */
@Injectable()
export class LiveScans implements OnModuleInit, OnModuleDestroy {
  private readonly log = new Logger('discovery');
  private listening: Subscription | undefined;

  constructor(
    private readonly sources: LiveSources,
    private readonly signals: Signals,
    private readonly scans: ScansReader,
  ) {}

  onModuleInit(): void {
    this.listening = this.signals
      .on('fleet_jobs')
      .pipe(
        filter(() => this.sources.isHeard('scans')),
        concatMap((jobId) =>
          from(this.scans.ofJob(jobId)).pipe(
            catchError((error: unknown) => {
              this.log.warn(`a scan's progress is not told: ${(error as Error).message}`);
              return EMPTY;
            }),
          ),
        ),
        filter((scan) => scan !== undefined),
      )
      .subscribe((scan) => this.sources.announcements.next({ topic: 'scans', event: 'scan', body: { scan } }));
  }

  onModuleDestroy(): void {
    this.listening?.unsubscribe();
  }
}
