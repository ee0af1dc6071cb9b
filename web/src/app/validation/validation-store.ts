import { Service, effect, inject, signal, untracked } from '@angular/core';
import { Observable, catchError, defer, from, map, mergeMap, of, retry, tap, throwError, timer } from 'rxjs';
import { problemOf } from '../api/problem';
import { Session } from '../api/session';
import { ValidationApi } from '../api/validation-api';
import { Row, Run, begun, withRow, withRun } from './runs';
import { Tool, Values, meant } from './tools';

const atOnce = 4;

/** What was asked since somebody signed in here, newest first. A host that the fleet says to wait for is asked again then. */
@Service()
export class ValidationStore {
  private readonly api = inject(ValidationApi);
  private readonly list = signal<readonly Run[]>([]);
  private lastId = 0;

  readonly runs = this.list.asReadonly();

  constructor() {
    const session = inject(Session);
    effect(() => {
      if (session.user() === null) untracked(() => this.list.set([]));
    });
  }

  run(tool: Tool, values: Values): void {
    this.lastId += 1;
    const run = begun(this.lastId, tool, meant(tool, values), Date.now());
    this.list.update((runs) => withRun(runs, run));
    from(run.rows.keys())
      .pipe(mergeMap((at) => this.looked(run, at), atOnce))
      .subscribe();
  }

  /** Never fails: what became of it stands in its row. */
  private looked({ id, rows }: Run, at: number): Observable<unknown> {
    const change = (row: Partial<Row>): void => this.list.update((runs) => withRow(runs, id, at, row));
    const ask = defer(() => {
      change({ isRunning: true, waitsUntil: null });
      return this.api.ask((rows[at] as Row).question);
    });
    return ask.pipe(
      retry({
        delay: (error) => {
          const { status, retryAfterSeconds } = problemOf(error);
          if (status !== 429) return throwError(() => error as Error);
          const waitMs = (retryAfterSeconds ?? 1) * 1_000;
          change({ waitsUntil: Date.now() + waitMs });
          return timer(waitMs);
        },
      }),
      map((answered): Partial<Row> => ({ answered })),
      catchError((error: unknown) => of<Partial<Row>>({ problem: problemOf(error) })),
      tap((outcome) => change({ ...outcome, isRunning: false, waitsUntil: null })),
    );
  }
}
