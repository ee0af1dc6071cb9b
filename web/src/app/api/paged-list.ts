import { computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Observable, Subscription } from 'rxjs';
import { ContactStore } from './contact-store';
import { Problem, problemOf } from './problem';
import { Page, Total } from './wire';

const pageRows = 100;
/** As many as one answer holds: so many are looked at again with every poll. */
const mostRows = 500;

export interface PageRequest {
  limit: number;
  cursor?: string;
}

/** What takes long to answer is asked for more seldom: the server has a tenth of the time to do with it, no more. */
const restShare = 9;

/**
 * A list as far as it was asked for, looked at again with every poll. Made where there is an injection context, and
 * gone with it.
 */
export class PagedList<T> {
  private readonly list = signal<readonly T[] | null>(null);
  private readonly next = signal<string | null>(null);
  private fetching: Subscription | null = null;
  private restsUntil = 0;

  readonly items = this.list.asReadonly();
  readonly total = signal<Total | null>(null);
  readonly problem = signal<Problem | null>(null);
  readonly isFetching = signal(false);
  readonly hasMore = computed(() => this.next() !== null);

  constructor(private readonly fetch: (request: PageRequest) => Observable<Page<T>>) {
    inject(ContactStore)
      .beats.pipe(takeUntilDestroyed())
      .subscribe(() => !this.isFetching() && Date.now() >= this.restsUntil && this.refresh());
  }

  /** From its beginning: what was there is no answer to what is asked now. */
  restart(): void {
    this.list.set(null);
    this.next.set(null);
    this.refresh();
  }

  refresh(): void {
    const held = this.list()?.length ?? 0;
    if (held > mostRows) return;
    const limit = Math.min(mostRows, Math.max(pageRows, held));
    this.ask({ limit }, (page) => this.list.set(page.items));
  }

  more(): void {
    const cursor = this.next();
    if (cursor === null || this.isFetching()) return;
    this.ask({ limit: pageRows, cursor }, (page) => this.list.update((list) => [...(list ?? []), ...page.items]));
  }

  private ask(request: PageRequest, take: (page: Page<T>) => void): void {
    this.fetching?.unsubscribe();
    this.isFetching.set(true);
    const asked = Date.now();
    this.fetching = this.fetch(request).subscribe({
      next: (page) => {
        take(page);
        this.restsUntil = Date.now() + restShare * (Date.now() - asked);
        this.next.set(page.nextCursor);
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
