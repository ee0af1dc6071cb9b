import { HttpErrorResponse } from '@angular/common/http';
import { Service, inject, signal } from '@angular/core';
import { EMPTY, Subscription, catchError, exhaustMap, timer } from 'rxjs';
import { BulkApi } from '../api/bulk-api';
import { Problem, problemOf } from '../api/problem';
import { Session } from '../api/session';
import { ImportOptions, Reading, TransferApi } from '../api/transfer-api';
import { ChangeSet, ImportResult } from '../api/wire';

export interface ImportOrder {
  file: File;
  reading: Reading;
  options: ImportOptions;
  /** As many as the file was found to have. */
  rows: number;
}

/** An import on its way, and what became of it. */
export type RunState =
  | { form: 'none' }
  | { form: 'under-way'; name: string; rows: number; done: number | null }
  | { form: 'cancelled'; name: string; changeSetId: string | null }
  | { form: 'told'; name: string; result: ImportResult }
  | { form: 'refused'; name: string; problem: Problem; result: ImportResult | null };

const firstLookMs = 300;
const lookMs = 700;

/** The import that this person is running, one at a time; it goes on while they look at other pages. */
@Service()
export class ImportRun {
  private readonly api = inject(TransferApi);
  private readonly bulk = inject(BulkApi);
  private readonly session = inject(Session);
  private running = new Subscription();
  private changeSet: ChangeSet | null = null;

  readonly state = signal<RunState>({ form: 'none' });

  begin({ file, reading, options, rows }: ImportOrder): void {
    if (this.isUnderWay()) return;
    const { name } = file;
    this.changeSet = null;
    this.state.set({ form: 'under-way', name, rows, done: null });
    this.running = new Subscription();
    this.running.add(this.watch(Date.now()));
    this.running.add(
      this.api.carryOut(file, reading, options, false).subscribe({
        next: (result) => this.end({ form: 'told', name, result }),
        error: (error: unknown) =>
          this.end({ form: 'refused', name, problem: problemOf(error), result: resultIn(error) }),
      }),
    );
  }

  /** The server stops behind the batch that it is at; what it did so far stays, and can be taken back. */
  cancel(): void {
    const state = this.state();
    if (state.form === 'under-way')
      this.end({ form: 'cancelled', name: state.name, changeSetId: this.changeSet?.id ?? null });
  }

  putAway(): void {
    if (!this.isUnderWay()) this.state.set({ form: 'none' });
  }

  isUnderWay(): boolean {
    return this.state().form === 'under-way';
  }

  /** By which what was imported can be taken back, if anything was. */
  changeSetId(): string | null {
    const state = this.state();
    if (state.form === 'cancelled') return state.changeSetId;
    return state.form === 'told' || state.form === 'refused' ? (state.result?.changeSetId ?? null) : null;
  }

  private end(state: RunState): void {
    this.running.unsubscribe();
    this.state.set(state);
  }

  /** Its change set grows with each batch. */
  private watch(since: number): Subscription {
    return timer(firstLookMs, lookMs)
      .pipe(exhaustMap(() => this.bulk.changeSets(5).pipe(catchError(() => EMPTY))))
      .subscribe(({ items }) => {
        const own = items.find(
          ({ kind, actor, finishedAt, createdAt }) =>
            kind === 'import' &&
            actor.name === this.session.user()?.email &&
            finishedAt === null &&
            Date.parse(createdAt) >= since - 60_000,
        );
        if (!own) return;
        this.changeSet = own;
        this.state.update((state) => (state.form === 'under-way' ? { ...state, done: own.total } : state));
      });
  }
}

/** A file that could not be read to its end tells what was imported before. */
function resultIn(error: unknown): ImportResult | null {
  if (!(error instanceof HttpErrorResponse)) return null;
  return (error.error as { result?: ImportResult } | null)?.result ?? null;
}
