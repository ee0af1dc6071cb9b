import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { exhaustMap, Observable, Subject, type Subscription } from 'rxjs';
import { Beat } from './beat.js';
import { Sql, statementName } from './sql.js';

/** Work that is done whenever it is due. */
export interface Attendance {
  readonly isOver: boolean;
  /** Begins no more, and resolves when what is under way is done. */
  end(): Promise<void>;
}

/**
 * Tells when there is something to do: what only time brings about, and what a lost signal left lying. However many want to know,
 * it is one question a second, and nothing else is asked while nothing is due.
 */
@Injectable()
export class Lookout implements OnModuleDestroy {
  private readonly log = new Logger('lookout');
  private readonly watched = new Map<string, Subject<void>>();
  private looking: Promise<void> = Promise.resolve();
  private readonly subscription: Subscription;
  private isBlind = false;

  constructor(
    private readonly sql: Sql,
    beat: Beat,
  ) {
    this.subscription = beat.seconds.pipe(exhaustMap(() => (this.looking = this.look()))).subscribe();
  }

  /** Emits in each second in which the condition holds. It is SQL, and reads no more than the first entries of an index. */
  whenever(condition: string): Observable<void> {
    return new Observable((subscriber) => {
      const due = this.watched.get(condition) ?? new Subject<void>();
      this.watched.set(condition, due);
      const subscription = due.subscribe(subscriber);
      return () => {
        subscription.unsubscribe();
        if (!due.observed) this.watched.delete(condition);
      };
    });
  }

  /** Does the work, which never rejects, in each second in which the condition holds and it is not still at it. */
  attend(condition: string, work: () => Promise<void>): Attendance {
    let working = Promise.resolve();
    const watch = this.whenever(condition)
      .pipe(exhaustMap(() => (working = work())))
      .subscribe();
    return {
      get isOver() {
        return watch.closed;
      },
      end: () => {
        watch.unsubscribe();
        return working;
      },
    };
  }

  async onModuleDestroy(): Promise<void> {
    this.subscription.unsubscribe();
    await this.looking;
  }

  private async look(): Promise<void> {
    const watched = [...this.watched];
    if (watched.length === 0) return;
    const text = `SELECT ${watched.map(([condition], at) => `(${condition}) AS "${at}"`).join(', ')}`;
    try {
      const [row] = await this.sql.rowsInTurn<Record<string, boolean>>(text, [], statementName(text));
      this.isBlind = false;
      watched.forEach(([, due], at) => row?.[at] && due.next());
    } catch (error) {
      if (!this.isBlind) this.log.warn(`cannot look for what is due: ${(error as Error).message}`);
      this.isBlind = true;
    }
  }
}
