import { HttpResourceRef, httpResource } from '@angular/common/http';
import { Service, Signal, computed, inject, linkedSignal, signal } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { EMPTY, Subject, switchMap, throttleTime } from 'rxjs';
import { ContactStore } from '../api/contact-store';
import { paths } from '../api/fleet-api';
import { Live, News } from '../api/live';
import { problemOf } from '../api/problem';
import { AuditEntry, Page, ServerView, Transition } from '../api/wire';
import { newer, withChange, withObservation } from './news';

const historyLength = 200;
const changesShown = 20;
/** A server that is checked every second need not be fetched as often. */
const refetchMs = 1_000;

interface Kept<T> {
  id: string | null;
  value: T | undefined;
}

/** One server with its history and its audit, kept true. */
@Service({ autoProvided: false })
export class ServerStore {
  private readonly id = signal<string | null>(null);
  private readonly outdated = new Subject<void>();

  private readonly fetched = httpResource<ServerView>(() => this.from(paths.server));
  private readonly fetchedTransitions = httpResource<{ items: Transition[] }>(() =>
    this.from(paths.transitions, historyLength),
  );
  private readonly fetchedAudit = httpResource<Page<AuditEntry>>(() => this.from(paths.serverAudit, changesShown));

  /** Every fetch is folded in; between fetches, events change it. */
  readonly server = linkedSignal<Kept<ServerView>, ServerView | undefined>({
    source: () => ({ id: this.id(), value: this.fetched.hasValue() ? this.fetched.value() : undefined }),
    computation: ({ id, value }, previous) => {
      const known = only(previous?.value, id);
      const fetched = only(value, id);
      return fetched ? newer(known, fetched) : known;
    },
  });

  private readonly lastTransitions = this.lasting(this.fetchedTransitions);
  private readonly lastAudit = this.lasting(this.fetchedAudit);
  readonly transitions = computed(() => this.lastTransitions()?.items);
  readonly audit = computed(() => this.lastAudit()?.items);
  /** Whether the transitions reach back to the server's beginning. */
  readonly hasAllTransitions = computed(() => (this.transitions()?.length ?? 0) < historyLength);

  readonly problem = computed(() => (this.fetched.error() ? problemOf(this.fetched.error()) : null));

  constructor() {
    const live = inject(Live);
    toObservable(this.id)
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
      .subscribe(() => this.refetch());
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
    this.server.update((known) => newer(known, view));
    this.refetch();
  }

  private heard(news: News): void {
    if (news.kind === 'health') {
      for (const change of news.changes) this.server.update((known) => known && withChange(known, change));
    } else if (news.kind === 'observed') {
      for (const item of news.items) this.server.update((known) => known && withObservation(known, item));
    }
    this.outdated.next();
  }

  private from(path: (id: string) => string, limit?: number) {
    const id = this.id();
    return id === null ? undefined : { url: path(id), ...(limit && { params: { limit } }) };
  }

  /** The last value there was: a fetch that fails does not take away what is on the screen. */
  private lasting<T>(resource: HttpResourceRef<T | undefined>): Signal<T | undefined> {
    const kept = linkedSignal<Kept<T>, Kept<T>>({
      source: () => ({ id: this.id(), value: resource.hasValue() ? resource.value() : undefined }),
      computation: (now, previous) => (now.value === undefined && previous?.value.id === now.id ? previous.value : now),
    });
    return computed(() => kept().value);
  }
}

/** The view if it is of this server. */
function only(view: ServerView | undefined, id: string | null): ServerView | undefined {
  return view?.id === id ? view : undefined;
}
