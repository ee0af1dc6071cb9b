import { HttpErrorResponse } from '@angular/common/http';
import { Service, computed, inject, signal } from '@angular/core';
import { toObservable } from '@angular/core/rxjs-interop';
import {
  EMPTY,
  Observable,
  Subject,
  Subscription,
  catchError,
  debounceTime,
  distinctUntilChanged,
  of,
  switchMap,
  tap,
} from 'rxjs';
import { ContactStore } from '../api/contact-store';
import { FleetApi } from '../api/fleet-api';
import { Live } from '../api/live';
import { Problem, problemOf } from '../api/problem';
import { ServerView } from '../api/wire';
import { FleetState, emptyFleet, filled, heard, refreshed, replaced, sensitivityOf } from './fleet-state';
import { PageRequest, Range, lengthOf, nearest, rowAt, wanted } from './page-window';

const firstLook: Range = { start: 0, end: 60 };
const settleMs = 250;
/** More outdated rows than this are fetched as a page. */
const fewRows = 5;

interface Asked {
  q: string;
  sort: string;
  /** When; `null` is now. */
  asOf: string | null;
}

/**
 * The servers that match a query, as far as they are near the screen. While a page shows them they are kept true by
 * the live socket and the poll; who comes back to the same list finds it where it was.
 */
@Service()
export class FleetStore {
  private readonly api = inject(FleetApi);
  private readonly live = inject(Live);
  private readonly asked = signal<Asked | null>(null);
  private readonly isShown = signal(false);
  private readonly state = signal<FleetState>(emptyFleet);
  private readonly visible = signal<Range>(firstLook);
  private readonly sensitivity = computed(() => sensitivityOf(this.asked()?.q ?? '', this.asked()?.sort ?? 'hostname'));
  private readonly news = new Subject<void>();
  private running: Subscription | null = null;
  private mustRefresh = false;

  /** The list on the screen still answers the question before this one. */
  readonly isTurning = signal(true);
  readonly problem = signal<Problem | null>(null);
  /** How long the server took for the first page. */
  readonly tookMs = signal<number | null>(null);
  /** How far the chain of pages has come on its way to a place far down. */
  readonly reaching = signal<{ from: number; to: number } | null>(null);

  /** Something of what matches has changed. */
  readonly moved = this.news.asObservable();

  readonly window = computed(() => this.state().window);
  readonly length = computed(() => lengthOf(this.window()));
  readonly total = computed(() => this.window().total);
  readonly displaced = computed(() => this.state().displaced.size);
  readonly touched = computed(() => this.state().touched);
  /** The first row on the screen, for who comes back. */
  readonly top = computed(() => this.visible().start);

  constructor() {
    // The past does not change.
    const isFollowed = computed(() => this.isShown() && this.asked()?.asOf === null);
    const query = computed(() => (isFollowed() ? (this.asked()?.q ?? null) : null));
    toObservable(query)
      .pipe(switchMap((q) => (q === null ? EMPTY : this.live.hear({ q }))))
      .subscribe((news) => {
        this.state.update((state) => heard(state, news, this.sensitivity()));
        if (news.kind === 'health' || news.kind === 'server') this.news.next();
        if (news.kind === 'resync') this.refresh();
        else if (news.kind === 'server') this.heardOfServer();
      });
    const onScreen = computed(() => (isFollowed() ? this.idsOnScreen() : ''));
    toObservable(onScreen)
      .pipe(
        debounceTime(settleMs),
        distinctUntilChanged(),
        switchMap((ids) => (ids === '' ? EMPTY : this.live.hear({ ids: ids.split(' ') }))),
      )
      .subscribe((news) => {
        if (news.kind === 'observed') this.state.update((state) => heard(state, news, this.sensitivity()));
      });
    inject(ContactStore).beats.subscribe(() => (isFollowed() || this.problem()) && this.refresh());
  }

  at(index: number): ServerView | undefined {
    return rowAt(this.window(), index);
  }

  /** Answers whether it is the list that was shown before. */
  show(q: string, sort: string, asOf: string | null): boolean {
    const asked = this.asked();
    const isSame = asked?.q === q && asked.sort === sort && asked.asOf === asOf && !this.isTurning();
    this.isShown.set(true);
    this.asked.set({ q, sort, asOf });
    if (isSame) this.refresh();
    else this.resort();
    return isSame;
  }

  leave(): void {
    this.isShown.set(false);
    this.stop();
  }

  /** Which rows are, or are about to be, on the screen. */
  look(visible: Range): void {
    this.visible.set(visible);
    this.work();
  }

  /** Fetches the list anew, so that everything stands where it now belongs. */
  resort(): void {
    this.stop();
    this.isTurning.set(true);
    this.problem.set(null);
    this.work();
  }

  /** Fetches again what is on the screen. */
  refresh(): void {
    this.mustRefresh = true;
    this.work();
  }

  private stop(): void {
    this.running?.unsubscribe();
    this.running = null;
  }

  /** One request at a time, the most urgent first, until there is nothing to ask. */
  private work(): void {
    if (!this.isShown() || this.running) return;
    const step = this.nextStep();
    if (!step) return;
    this.running = step
      .pipe(
        tap(() => this.problem.set(null)),
        catchError((error: unknown) => {
          this.problem.set(problemOf(error));
          return EMPTY;
        }),
      )
      .subscribe({
        complete: () => {
          this.running = null;
          if (!this.problem()) this.work();
        },
      });
  }

  private nextStep(): Observable<unknown> | null {
    if (this.isTurning()) return this.turn();
    if (this.mustRefresh) return this.again();
    const request = wanted(this.window(), this.visible());
    if (request) return this.fill(request);
    this.reaching.set(null);
    const [outdated] = this.state().outdated;
    return outdated === undefined ? null : this.one(outdated);
  }

  private turn(): Observable<unknown> {
    const request: PageRequest = { offset: 0, cursor: '', limit: 100 };
    const startedAt = performance.now();
    return this.page(request).pipe(
      tap((page) => {
        this.tookMs.set(performance.now() - startedAt);
        this.state.set(filled(emptyFleet, request, page, this.visible()));
        this.isTurning.set(false);
        this.mustRefresh = false;
      }),
    );
  }

  private fill(request: PageRequest): Observable<unknown> {
    const { start } = this.visible();
    this.reaching.set(start - request.offset > 2 * request.limit ? { from: request.offset, to: start } : null);
    return this.page(request).pipe(
      tap((page) => this.state.update((state) => filled(state, request, page, this.visible()))),
    );
  }

  /** Also a little more than is on the screen, so that what was added at the end is noticed. */
  private again(): Observable<unknown> {
    this.mustRefresh = false;
    const { start, end } = this.visible();
    const { offset, cursor } = nearest(this.window(), start);
    const request: PageRequest = { offset, cursor, limit: Math.min(500, Math.max(100, end - offset + 1)) };
    return this.page(request).pipe(
      tap((page) => {
        if (this.length() === 0 && page.items.length > 0) this.isTurning.set(true);
        else this.state.update((state) => refreshed(state, request, page));
      }),
    );
  }

  private one(id: string): Observable<unknown> {
    return this.api.server(id).pipe(
      catchError((error: unknown) => {
        if (error instanceof HttpErrorResponse && error.status === 404) return of(null);
        throw error;
      }),
      tap((view) => this.state.update((state) => replaced(state, id, view, this.sensitivity()))),
    );
  }

  private heardOfServer(): void {
    const { outdated } = this.state();
    if (this.length() === 0) this.resort();
    else if (outdated.size > fewRows) {
      this.state.update((state) => ({ ...state, outdated: new Set() }));
      this.refresh();
    } else this.work();
  }

  private page(request: PageRequest) {
    const { q, sort, asOf } = this.asked() ?? { q: '', sort: 'hostname', asOf: null };
    return this.api.list({ q, sort, limit: request.limit, cursor: request.cursor, asOf: asOf ?? undefined });
  }

  /** As one string, so that the same ids are the same value. */
  private idsOnScreen(): string {
    const { start, end } = this.visible();
    const { ids } = this.window();
    const found: string[] = [];
    for (let index = start; index < end; index += 1) {
      const id = ids.get(index);
      if (id !== undefined) found.push(id);
    }
    return found.join(' ');
  }
}
