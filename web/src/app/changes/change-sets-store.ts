import { Service, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Subscription } from 'rxjs';
import { BulkApi } from '../api/bulk-api';
import { ContactStore } from '../api/contact-store';
import { Problem, problemOf } from '../api/problem';
import { ChangeSet, Page, Total } from '../api/wire';
import { JobsStore } from '../bulk/jobs-store';
import { Undo } from '../bulk/undo';

const pageRows = 50;

/** The change sets as far as they were asked for, newest first; the first page is looked at again with every poll. */
@Service({ autoProvided: false })
export class ChangeSetsStore {
  private readonly api = inject(BulkApi);
  private readonly jobs = inject(JobsStore);
  private readonly list = signal<readonly ChangeSet[] | null>(null);
  private readonly next = signal<string | null>(null);
  private fetching: Subscription | null = null;

  readonly changeSets = this.list.asReadonly();
  readonly total = signal<Total | null>(null);
  readonly problem = signal<Problem | null>(null);
  readonly isFetching = signal(false);
  readonly hasMore = computed(() => this.next() !== null);

  constructor() {
    this.refresh();
    inject(ContactStore)
      .beats.pipe(takeUntilDestroyed())
      .subscribe(() => !this.isFetching() && this.refresh());
    inject(Undo)
      .done.pipe(takeUntilDestroyed())
      .subscribe(() => this.refresh());
    this.jobs.ended.pipe(takeUntilDestroyed()).subscribe(() => this.refresh());
  }

  refresh(): void {
    this.fetch(undefined, (page) => {
      const fresh = new Set(page.items.map(({ id }) => id));
      const rest = (this.list() ?? []).filter(({ id }) => !fresh.has(id));
      const isFirst = this.list() === null || rest.length === this.list()?.length;
      this.list.set(isFirst ? page.items : [...page.items, ...rest]);
      if (isFirst) this.next.set(page.nextCursor);
    });
  }

  more(): void {
    const cursor = this.next();
    if (cursor === null || this.isFetching()) return;
    this.fetch(cursor, (page) => {
      this.list.update((list) => [...(list ?? []), ...page.items]);
      this.next.set(page.nextCursor);
    });
  }

  private fetch(cursor: string | undefined, take: (page: Page<ChangeSet>) => void): void {
    this.fetching?.unsubscribe();
    this.isFetching.set(true);
    this.fetching = this.api.changeSets(pageRows, cursor).subscribe({
      next: (page) => {
        take(page);
        this.jobs.learn(page.items.filter(({ finishedAt }) => finishedAt === null).map(({ jobId }) => jobId));
        this.total.set(page.total);
        this.problem.set(null);
        this.isFetching.set(false);
      },
      error: (error: unknown) => {
        this.problem.set(problemOf(error));
        this.isFetching.set(false);
      },
    });
  }
}
