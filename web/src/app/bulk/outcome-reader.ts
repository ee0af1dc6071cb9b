import { Service, inject } from '@angular/core';
import { Observable, expand, forkJoin, map, of, reduce, switchMap, takeWhile } from 'rxjs';
import { BulkApi } from '../api/bulk-api';
import { Job, Outcome, Undertaken } from '../api/wire';
import { isUnderWay } from './jobs-state';
import { JobsStore } from './jobs-store';
import { Told, toldBy, toldOf, withMore } from './outcomes';

/** How an undertaking goes: what it told at once, or the job on its way to that. */
export type Course = { form: 'told'; told: Told } | { form: 'under-way'; job: Job } | { form: 'ended'; job: Job };

const changedRows = 100;
/** As many as one answer holds: they are grouped by why. */
const failedRows = 500;

/** Reads what became of an undertaking, however long it takes and however many servers it was about. */
@Service()
export class OutcomeReader {
  private readonly api = inject(BulkApi);
  private readonly jobs = inject(JobsStore);

  follow(undertaken: Undertaken): Observable<Course> {
    if (!('jobId' in undertaken)) return of({ form: 'told', told: toldBy(undertaken) });
    return this.jobs.watch(undertaken.job).pipe(
      switchMap((job): Observable<Course> => {
        if (isUnderWay(job)) return of({ form: 'under-way', job });
        return job.status === 'succeeded' ? this.read(job) : of({ form: 'ended', job });
      }),
    );
  }

  more(told: Told, status: 'changed' | 'failed'): Observable<Told> {
    const cursor = told.rest?.[status];
    if (!told.rest || cursor == null) return of(told);
    const limit = status === 'changed' ? changedRows : failedRows;
    return this.api
      .jobItems(told.rest.jobId, { status, cursor, limit })
      .pipe(map((items) => withMore(told, status, items)));
  }

  /** All that failed, also those that were not told yet. */
  allFailed(told: Told): Observable<readonly Outcome[]> {
    return of(told).pipe(
      expand((soFar) => this.more(soFar, 'failed')),
      takeWhile((soFar) => soFar.rest?.failed != null, true),
      reduce((_, last) => last.failed, told.failed),
    );
  }

  private read(job: Job): Observable<Course> {
    return forkJoin([
      this.api.jobItems(job.id, { status: 'changed', limit: changedRows }),
      this.api.jobItems(job.id, { status: 'failed', limit: failedRows }),
    ]).pipe(map(([changed, failed]) => ({ form: 'told', told: toldOf(job, changed, failed) })));
  }
}
