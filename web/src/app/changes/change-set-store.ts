import { Service, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { EMPTY, Subscription, catchError, filter, switchMap } from 'rxjs';
import { BulkApi } from '../api/bulk-api';
import { ContactStore } from '../api/contact-store';
import { Problem, problemOf } from '../api/problem';
import { ChangeSetItems } from '../api/wire';
import { JobsStore } from '../bulk/jobs-store';
import { Told, withMore } from '../bulk/outcomes';
import { Undo } from '../bulk/undo';
import { stateOf } from './state';

const pageRows = 100;
const failedRows = 500;

/** One change set, the servers that it touched as far as they were asked for, and those that it was refused. */
@Service({ autoProvided: false })
export class ChangeSetStore {
  private readonly api = inject(BulkApi);
  private readonly jobs = inject(JobsStore);
  private readonly id = signal<string | null>(null);
  private readonly known = signal<ChangeSetItems | null>(null);
  private fetching: Subscription | null = null;

  readonly changeSet = this.known.asReadonly();
  readonly problem = signal<Problem | null>(null);
  readonly isFetching = signal(false);
  /** The refused, where a job kept them. */
  readonly refused = signal<Told | null>(null);
  readonly job = computed(() => {
    const jobId = this.known()?.jobId;
    return jobId ? this.jobs.job(jobId) : undefined;
  });
  readonly state = computed(() => {
    const changeSet = this.known();
    return changeSet && stateOf(changeSet, this.job());
  });

  constructor() {
    inject(ContactStore)
      .beats.pipe(takeUntilDestroyed())
      .subscribe(() => this.refresh());
    inject(Undo)
      .done.pipe(takeUntilDestroyed())
      .subscribe(() => this.refresh());
    this.jobs.ended
      .pipe(
        filter(() => this.id() !== null),
        takeUntilDestroyed(),
      )
      .subscribe(() => this.refresh());
    this.readRefused();
  }

  show(id: string): void {
    this.id.set(id);
    this.known.set(null);
    this.refused.set(null);
    this.refresh();
  }

  /** Fetches the first servers again; those that follow stay. */
  refresh(): void {
    this.fetch(undefined, (page) => {
      const known = this.known();
      if (!known || known.items.length <= page.items.length) return page;
      return { ...page, items: [...page.items, ...known.items.slice(page.items.length)], nextCursor: known.nextCursor };
    });
  }

  more(): void {
    const cursor = this.known()?.nextCursor;
    if (!cursor || this.isFetching()) return;
    this.fetch(cursor, (page) => ({ ...page, items: [...(this.known()?.items ?? []), ...page.items] }));
  }

  moreRefused(): void {
    const told = this.refused();
    if (told?.rest?.failed == null) return;
    this.api
      .jobItems(told.rest.jobId, { status: 'failed', cursor: told.rest.failed, limit: failedRows })
      .pipe(catchError(() => EMPTY))
      .subscribe((items) => this.refused.set(withMore(told, 'failed', items)));
  }

  private fetch(cursor: string | undefined, folded: (page: ChangeSetItems) => ChangeSetItems): void {
    const id = this.id();
    if (id === null) return;
    this.fetching?.unsubscribe();
    this.isFetching.set(true);
    this.fetching = this.api.changeSet(id, pageRows, cursor).subscribe({
      next: (page) => {
        this.jobs.learn([page.jobId]);
        this.known.set(folded(page));
        this.problem.set(null);
        this.isFetching.set(false);
      },
      error: (error: unknown) => {
        this.problem.set(problemOf(error));
        this.isFetching.set(false);
      },
    });
  }

  /** Again whenever their number moved. */
  private readRefused(): void {
    const wanted = computed(() => {
      const changeSet = this.known();
      return changeSet?.jobId && changeSet.failed > 0 ? `${changeSet.jobId} ${changeSet.failed}` : null;
    });
    toObservable(wanted)
      .pipe(
        switchMap((key) => {
          const [jobId = null] = key?.split(' ') ?? [];
          if (jobId === null) return EMPTY;
          return this.api.jobItems(jobId, { status: 'failed', limit: failedRows }).pipe(catchError(() => EMPTY));
        }),
        takeUntilDestroyed(),
      )
      .subscribe(({ items, nextCursor }) => {
        const changeSet = this.known();
        if (!changeSet?.jobId) return;
        const { id, jobId, total, changed, failed } = changeSet;
        this.refused.set({
          counts: { total, changed, failed, unchanged: total - changed - failed },
          changed: [],
          failed: items,
          rest: { jobId, changed: null, failed: nextCursor },
          isApplied: true,
          changeSetId: id,
        });
      });
  }
}
