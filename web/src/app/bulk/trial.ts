import { DestroyRef, Service, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { EMPTY, Observable, Subject, catchError, map, of, startWith, switchMap } from 'rxjs';
import { BulkApi } from '../api/bulk-api';
import { Problem, problemOf } from '../api/problem';
import { Job, Undertaken } from '../api/wire';
import { OutcomeReader } from './outcome-reader';
import { Told } from './outcomes';

/** How far a dry run is. */
export type TrialState =
  | { form: 'none' }
  | { form: 'asking' }
  | { form: 'under-way'; job: Job }
  | { form: 'told'; told: Told }
  | { form: 'refused'; problem: Problem };

/** What would become of an order. Only the last that was asked for is told; one that nobody waits for is given up. */
@Service({ autoProvided: false })
export class Trial {
  private readonly api = inject(BulkApi);
  private readonly reader = inject(OutcomeReader);
  private readonly orders = new Subject<Observable<Undertaken> | null>();

  readonly state = signal<TrialState>({ form: 'none' });

  constructor() {
    inject(DestroyRef).onDestroy(() => this.abandon());
    this.orders
      .pipe(
        switchMap((order) => (order ? this.told(order) : of<TrialState>({ form: 'none' }))),
        takeUntilDestroyed(),
      )
      .subscribe((state) => this.state.set(state));
  }

  ask(order: Observable<Undertaken>): void {
    this.abandon();
    this.orders.next(order);
  }

  forget(): void {
    this.abandon();
    this.orders.next(null);
  }

  more(status: 'changed' | 'failed'): void {
    const state = this.state();
    if (state.form !== 'told') return;
    this.reader.more(state.told, status).subscribe((told) => {
      this.state.update((now) => (now === state ? { form: 'told', told } : now));
    });
  }

  private told(order: Observable<Undertaken>): Observable<TrialState> {
    return order.pipe(
      switchMap((undertaken) => this.reader.follow(undertaken)),
      map((course): TrialState => (course.form === 'ended' ? endedWith(course.job) : course)),
      catchError((error: unknown) => of<TrialState>({ form: 'refused', problem: problemOf(error) })),
      startWith<TrialState>({ form: 'asking' }),
    );
  }

  private abandon(): void {
    const state = this.state();
    if (state.form !== 'under-way') return;
    this.api
      .cancel(state.job.id)
      .pipe(catchError(() => EMPTY))
      .subscribe();
  }
}

function endedWith({ error }: Job): TrialState {
  if (!error) return { form: 'none' };
  const { code, message } = error;
  const problem = {
    status: 0,
    code,
    title: message,
    detail: null,
    requestId: null,
    retryAfterSeconds: null,
    errors: [],
  };
  return { form: 'refused', problem };
}
