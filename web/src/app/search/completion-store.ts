import { Service, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Observable, Subject, catchError, map, of, startWith, switchMap, timer } from 'rxjs';
import { SearchApi } from '../api/search-api';
import { SearchField } from '../api/wire';
import { Typed, typedAt } from './caret';
import { Offer, Vocabulary, fieldNamed, offersFor } from './completion';
import { RecentQueries } from './recent-queries';

const typingMs = 120;
const valuesAsked = 10;

/** What is offered, and for what. */
interface Offering {
  typed: Typed | null;
  offers: readonly Offer[];
}

type Values = Pick<Vocabulary, 'values' | 'isExact'>;
const noValues: Values = { values: [], isExact: true };

/** What can be put at the caret of one box. An answer that is no longer asked for is not waited for. */
@Service({ autoProvided: false })
export class CompletionStore {
  private readonly api = inject(SearchApi);
  private readonly recent = inject(RecentQueries);
  private readonly looking = new Subject<{ q: string; caret: number }>();
  /** So that a list does not vanish while its next values are fetched. */
  private last: Values & { field: string | null } = { ...noValues, field: null };

  readonly offering = signal<Offering>({ typed: null, offers: [] });

  constructor() {
    this.looking
      .pipe(
        switchMap(({ q, caret }) => this.offered(q, typedAt(q, caret))),
        takeUntilDestroyed(),
      )
      .subscribe((offering) => this.offering.set(offering));
  }

  look(q: string, caret: number): void {
    this.looking.next({ q, caret });
  }

  private offered(q: string, typed: Typed | null): Observable<Offering> {
    return this.api.fields.pipe(
      catchError(() => of<SearchField[]>([])),
      switchMap((fields) =>
        this.valuesFor(typed, fields).pipe(
          map((values) => ({ typed, offers: offersFor(q, typed, { fields, recent: this.recent.all(), ...values }) })),
        ),
      ),
    );
  }

  private valuesFor(typed: Typed | null, fields: readonly SearchField[]): Observable<Values> {
    const field = typed?.field ? fieldNamed(typed.field, fields) : undefined;
    if (!typed || !field?.completes) return of(noValues);
    return timer(typingMs).pipe(
      switchMap(() => this.api.offered(field.name, typed.begun, valuesAsked)),
      map(({ values, exact }) => (this.last = { values, isExact: exact, field: field.name })),
      catchError(() => of(noValues)),
      startWith(this.last.field === field.name ? this.last : noValues),
    );
  }
}
