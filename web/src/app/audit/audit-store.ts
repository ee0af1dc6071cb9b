import { Service, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Subscription } from 'rxjs';
import { FleetApi } from '../api/fleet-api';
import { ContactStore } from '../api/contact-store';
import { Problem, problemOf } from '../api/problem';
import { AuditEntry, Page, Total } from '../api/wire';
import { Asked, filterOf } from './audit-filter';

/** The entries as far as they were asked for; new ones come on top with the poll. */
@Service({ autoProvided: false })
export class AuditStore {
  private readonly api = inject(FleetApi);
  private readonly asked = signal<Asked>({});
  private readonly list = signal<readonly AuditEntry[] | null>(null);
  private readonly next = signal<string | null>(null);
  private fetching: Subscription | null = null;

  readonly entries = this.list.asReadonly();
  readonly total = signal<Total | null>(null);
  readonly problem = signal<Problem | null>(null);
  readonly isFetching = signal(false);
  readonly hasMore = computed(() => this.next() !== null);

  constructor() {
    inject(ContactStore)
      .beats.pipe(takeUntilDestroyed())
      .subscribe(() => !this.isFetching() && this.refresh());
  }

  show(asked: Asked): void {
    this.asked.set(asked);
    this.list.set(null);
    this.next.set(null);
    this.fetch(undefined, (page) => {
      this.list.set(page.items);
      this.next.set(page.nextCursor);
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

  retry(): void {
    this.show(this.asked());
  }

  private refresh(): void {
    if (this.list() === null) {
      this.retry();
      return;
    }
    this.fetch(undefined, (page) => {
      const known = new Set(this.list()?.map(({ id }) => id));
      const fresh = page.items.filter(({ id }) => !known.has(id));
      if (fresh.length === page.items.length && page.items.length > 0) {
        this.list.set(page.items);
        this.next.set(page.nextCursor);
      } else {
        this.list.update((list) => [...fresh, ...(list ?? [])]);
      }
    });
  }

  private fetch(cursor: string | undefined, take: (page: Page<AuditEntry>) => void): void {
    this.fetching?.unsubscribe();
    this.isFetching.set(true);
    this.fetching = this.api.audit({ ...filterOf(this.asked(), Date.now()), cursor }).subscribe({
      next: (page) => {
        take(page);
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
