import { Service, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { EMPTY, Observable, Subject, catchError, forkJoin, map, merge, switchMap, throttleTime } from 'rxjs';
import { ContactStore } from '../api/contact-store';
import { SearchApi } from '../api/search-api';
import { Undo } from '../bulk/undo';
import { FacetGroup, groupsOf, questionsOf, stanced } from './facets-state';
import { FleetStore } from './fleet-store';

const fewValues = 12;
const manyValues = 100;
/** A fleet that moves all the time need not be counted all the time. */
const refreshMs = 2_000;

/** How the servers of the list are spread; what was counted stays on the screen until it is counted again. */
@Service({ autoProvided: false })
export class FacetStore {
  private readonly api = inject(SearchApi);
  private readonly q = signal<string | null>(null);
  private readonly asOf = signal<string | null>(null);
  private readonly asking = new Subject<void>();
  private readonly counted = signal<readonly FacetGroup[] | null>(null);

  /** Fields of which all values are wanted. */
  readonly opened = signal<ReadonlySet<string>>(new Set());
  /** What the query says of each value is true at once, its count when it comes. */
  readonly groups = computed(() => {
    const groups = this.counted();
    return groups && stanced(groups, this.q() ?? '');
  });

  constructor() {
    const moved = inject(FleetStore).moved.pipe(throttleTime(refreshMs, undefined, { leading: true, trailing: true }));
    this.asking
      .pipe(
        switchMap(() => this.fetched().pipe(catchError(() => EMPTY))),
        takeUntilDestroyed(),
      )
      .subscribe((groups) => this.counted.set(groups));
    merge(inject(ContactStore).beats, inject(Undo).done, moved)
      .pipe(takeUntilDestroyed())
      .subscribe(() => this.asOf() === null && this.refresh());
  }

  show(q: string, asOf: string | null): void {
    this.q.set(q);
    this.asOf.set(asOf);
    this.refresh();
  }

  refresh(): void {
    if (this.q() !== null) this.asking.next();
  }

  /** All values of a field, or again the commonest only. */
  toggle(field: string): void {
    const opened = new Set(this.opened());
    if (!opened.delete(field)) opened.add(field);
    this.opened.set(opened);
    if (opened.has(field)) this.refresh();
  }

  private fetched(): Observable<FacetGroup[]> {
    const questions = questionsOf(this.q() ?? '');
    const limit = this.opened().size > 0 ? manyValues : fewValues;
    return forkJoin(
      questions.map((question) =>
        this.api.facets(question.q, limit, this.asOf()).pipe(map((facets) => ({ question, facets }))),
      ),
    ).pipe(map(groupsOf));
  }
}
