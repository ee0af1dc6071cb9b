import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import {
  concatMap,
  defer,
  filter,
  firstValueFrom,
  fromEvent,
  map,
  merge,
  share,
  Subject,
  takeUntil,
  throttleTime,
  timer,
  type Observable,
  type Subscription,
} from 'rxjs';
import { Beat } from './beat.js';
import { Signals } from './signals.js';
import { Sql } from './sql.js';

/** A committed change, in its place. */
export interface Change {
  position: number;
  type: string;
  at: Date;
  serverId: string;
  version: number;
  data: Record<string, unknown>;
}

const gatherMs = 20;

/** The numbered changes, as the sequencer left them: every one once, in order. */
@Injectable()
export class Feed implements OnModuleInit, OnModuleDestroy {
  private readonly grown = new Subject<void>();
  private subscription: Subscription | undefined;

  /** Emits when there may be more to read, and now and then in any case. */
  readonly hints: Observable<void> = this.grown;

  /** The newest position, whenever it may have grown: one question for all who wait. */
  private readonly heads = this.grown.pipe(
    throttleTime(gatherMs, undefined, { leading: true, trailing: true }),
    concatMap(() => this.head()),
    share(),
  );

  constructor(
    private readonly sql: Sql,
    private readonly signals: Signals,
    private readonly beat: Beat,
  ) {}

  onModuleInit(): void {
    this.subscription = merge(this.signals.on('fleet_feed'), this.signals.connected, this.beat.seconds).subscribe(() =>
      this.grown.next(),
    );
  }

  onModuleDestroy(): void {
    this.subscription?.unsubscribe();
  }

  /** The position of the newest change; 0 when there is none. */
  async head(): Promise<number> {
    const [row] = await this.sql.rows<{ head: string | null }>(
      'SELECT max(position) AS head FROM changes WHERE position IS NOT NULL',
      [],
      'feed-head',
    );
    return Number(row?.head ?? 0);
  }

  /** The position of the oldest change that is kept; undefined when there is none. */
  async tail(): Promise<number | undefined> {
    const [row] = await this.sql.rows<{ tail: string | null }>(
      'SELECT min(position) AS tail FROM changes WHERE position IS NOT NULL',
      [],
      'feed-tail',
    );
    return row?.tail ? Number(row.tail) : undefined;
  }

  /** Whether there is something after the position: at once if so, else as soon as there is, or when the time is over or the signal comes. */
  async hasGrown(position: number, withinMs: number, signal: AbortSignal): Promise<boolean> {
    if (withinMs <= 0 || signal.aborted) return false;
    const seen = merge(
      defer(() => this.head()),
      this.heads,
    ).pipe(
      filter((head) => head > position),
      map(() => true),
      takeUntil(merge(timer(withinMs), fromEvent(signal, 'abort'))),
    );
    return firstValueFrom(seen, { defaultValue: false });
  }

  async after(position: number, limit: number): Promise<Change[]> {
    const rows = await this.sql.rows<Omit<Change, 'position'> & { position: string }>(
      `SELECT position, type, at, server_id AS "serverId", version, data FROM changes WHERE position > $1 ORDER BY position LIMIT $2`,
      [position, limit],
      'feed-after',
    );
    return rows.map((row) => ({ ...row, position: Number(row.position) }));
  }
}
