import { HttpResourceRef, httpResource } from '@angular/common/http';
import { Service, Signal, computed, inject, linkedSignal, signal } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { EMPTY, Subject, switchMap, throttleTime } from 'rxjs';
import { ContactStore } from '../api/contact-store';
import { paths } from '../api/fleet-api';
import { Live, News } from '../api/live';
import { problemOf } from '../api/problem';
import { AuditEntry, Page, ServerView, Transition } from '../api/wire';
import { Past } from '../past/past';
import { newer, withChange, withObservation } from './news';

const historyLength = 200;
const changesShown = 20;
/** A server that is checked every second need not be fetched as often. */
const refetchMs = 1_000;

interface Kept<T> {
  id: string | null;
  /** Of which moment; `null` is now. */
  asOf: string | null;
  value: T | undefined;
}

/** One server with its history and its audit, kept true. */
@Service({ autoProvided: false })
export class ServerStore {
  private readonly past = inject(Past);
  private readonly id = signal<string | null>(null);
  private readonly outdated = new Subject<void>();

  private readonly fetched = httpResource<ServerView>(() => this.from(paths.server, this.moment()));
  private readonly fetchedTransitions = httpResource<{ items: Transition[] }>(() =>
    this.from(paths.transitions, { limit: historyLength }),
  );
  private readonly fetchedAudit = httpResource<Page<AuditEntry>>(() => this.changes());

  /** Every fetch of one moment is folded in; between fetches, events change it. Meanwhile another moment stays. */
  private readonly kept = linkedSignal<Kept<ServerView>, Kept<ServerView>>({
    source: () => this.tagged(this.fetched.hasValue() ? this.fetched.value() : undefined),
    computation: (now, previous) => {
      const known = previous?.value.id === now.id ? previous.value : undefined;
      const fetched = only(now.value, now.id);
      if (!fetched) return known ?? { ...now, value: undefined };
      return { ...now, value: newer(known?.asOf === now.asOf ? known.value : undefined, fetched) };
    },
  });
  /** It was not there at that moment, whatever there was at another. */
  private readonly isMissing = computed(() => this.past.isShown() && this.problem()?.status === 404);
  readonly server = computed(() => (this.isMissing() ? undefined : this.kept().value));

  private readonly lastTransitions = this.lasting(this.fetchedTransitions);
  private readonly lastAudit = this.lasting(this.fetchedAudit);
  /** As far as they had happened. */
  readonly transitions = computed(() => {
    const at = this.past.at();
    return this.lastTransitions()?.items.filter((move) => at === null || Date.parse(move.at) <= at);
  });
  readonly audit = computed(() => this.lastAudit()?.items);
  /** Whether the transitions reach back to the server's beginning. */
  readonly hasAllTransitions = computed(() => (this.lastTransitions()?.items.length ?? 0) < historyLength);

  readonly problem = computed(() => (this.fetched.error() ? problemOf(this.fetched.error()) : null));

  constructor() {
    const live = inject(Live);
    // The past does not change.
    const followed = computed(() => (this.past.isShown() ? null : this.id()));
    toObservable(followed)
      .pipe(
        switchMap((id) => (id ? live.hear({ ids: [id] }) : EMPTY)),
        takeUntilDestroyed(),
      )
      .subscribe((news) => this.heard(news));
    this.outdated
      .pipe(throttleTime(refetchMs, undefined, { leading: true, trailing: true }), takeUntilDestroyed())
      .subscribe(() => this.refetch());
    inject(ContactStore)
      .beats.pipe(takeUntilDestroyed())
      .subscribe(() => !this.past.isShown() && this.refetch());
  }

  show(id: string): void {
    this.id.set(id);
  }

  refetch(): void {
    this.fetched.reload();
    this.fetchedTransitions.reload();
    this.fetchedAudit.reload();
  }

  /** After a write of our own: its answer is the newest there is. */
  took(view: ServerView): void {
    this.update((known) => newer(known, view));
    this.refetch();
  }

  private heard(news: News): void {
    if (news.kind === 'health') {
      for (const change of news.changes) this.update((known) => withChange(known, change));
    } else if (news.kind === 'observed') {
      for (const item of news.items) this.update((known) => withObservation(known, item));
    }
    this.outdated.next();
  }

  private update(change: (known: ServerView) => ServerView): void {
    this.kept.update((kept) => ({ ...kept, value: kept.value && change(kept.value) }));
  }

  private from(path: (id: string) => string, params: Record<string, string | number>) {
    const id = this.id();
    return id === null ? undefined : { url: path(id), params };
  }

  private moment(): Record<string, string> {
    const asOf = this.past.asOf();
    return asOf === null ? {} : { asOf };
  }

  /** The newest, or the newest of that time. */
  private changes() {
    const [id, at] = [this.id(), this.past.at()];
    if (id === null || at === null) return this.from(paths.serverAudit, { limit: changesShown });
    return { url: paths.audit, params: { subject: id, to: new Date(at + 1).toISOString(), limit: changesShown } };
  }

  private tagged<T>(value: T | undefined): Kept<T> {
    return { id: this.id(), asOf: this.past.asOf(), value };
  }

  /** The last value there was: a fetch that fails does not take away what is on the screen. */
  private lasting<T>(resource: HttpResourceRef<T | undefined>): Signal<T | undefined> {
    const kept = linkedSignal<Kept<T>, Kept<T>>({
      source: () => this.tagged(resource.hasValue() ? resource.value() : undefined),
      computation: (now, previous) => (now.value === undefined && previous?.value.id === now.id ? previous.value : now),
    });
    return computed(() => kept().value);
  }
}

/** The view if it is of this server. */
function only(view: ServerView | undefined, id: string | null): ServerView | undefined {
  return view?.id === id ? view : undefined;
}
