import { Service, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { EMPTY, Subscription, merge, switchMap, throttleTime } from 'rxjs';
import { ContactStore } from '../api/contact-store';
import { FleetApi } from '../api/fleet-api';
import { GroupsApi } from '../api/groups-api';
import { Live } from '../api/live';
import { PagedList } from '../api/paged-list';
import { Problem, problemOf } from '../api/problem';
import { Group, ServerView } from '../api/wire';
import { JobsStore } from '../bulk/jobs-store';
import { Undo } from '../bulk/undo';

/** A group of thousands has news all the time; it need not be counted as often. */
const refetchMs = 2_000;
/** The worst on top. */
const sort = '-health,hostname';

/** One group and its members, kept true. */
@Service({ autoProvided: false })
export class GroupStore {
  private readonly api = inject(GroupsApi);
  private readonly fleet = inject(FleetApi);
  private readonly id = signal('');
  private readonly known = signal<Group | null>(null);
  private fetching: Subscription | null = null;

  /** By the id: a group that is given another name is the same. */
  private readonly q = computed(() => `group:${this.id()}`);

  readonly group = this.known.asReadonly();
  readonly problem = signal<Problem | null>(null);
  readonly members = new PagedList<ServerView>((page) => this.fleet.list({ q: this.q(), sort, ...page }));

  constructor() {
    merge(inject(Undo).done, inject(JobsStore).ended)
      .pipe(takeUntilDestroyed())
      .subscribe(() => this.refresh());
    inject(ContactStore)
      .beats.pipe(takeUntilDestroyed())
      .subscribe(() => this.fetch());
    const live = inject(Live);
    toObservable(this.q)
      .pipe(
        switchMap((q) => (this.id() === '' ? EMPTY : live.hear({ q }))),
        throttleTime(refetchMs, undefined, { leading: true, trailing: true }),
        takeUntilDestroyed(),
      )
      .subscribe(() => this.refresh());
  }

  show(id: string): void {
    this.id.set(id);
    this.known.set(null);
    this.fetch();
    this.members.restart();
  }

  refresh(): void {
    this.fetch();
    this.members.refresh();
  }

  /** After a write of our own: its answer is the newest there is. */
  took(group: Group): void {
    this.known.set(group);
    this.members.refresh();
  }

  private fetch(): void {
    this.fetching?.unsubscribe();
    this.fetching = this.api.group(this.id()).subscribe({
      next: (group) => {
        this.known.set(group);
        this.problem.set(null);
      },
      error: (error: unknown) => this.problem.set(problemOf(error)),
    });
  }
}
