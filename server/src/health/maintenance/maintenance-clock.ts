import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Lookout, type Attendance } from '../../database/lookout.js';
import { Sql } from '../../database/sql.js';

const mostAtOnce = 500;
/** Something sooner may be ordered while one waits. */
const longestWaitMs = 250;

/** As far ahead as the lookout is apart. */
const isSoon = `due_at <= now() + interval '1 second'`;
const untilNext = `SELECT (extract(epoch FROM min(due_at) - now()) * 1000)::float8 AS ms FROM maintenance_periods WHERE ${isSoon}`;

/**
 * Whose beginning or end has come is touched; the triggers tell the feed and say when there is next something to tell. What another process
 * has taken is left to it. Reads one range of `maintenance_periods_due`.
 */
const told = `
  WITH due AS (
    SELECT id FROM maintenance_periods WHERE due_at <= now()
    ORDER BY server_id, id LIMIT ${mostAtOnce} FOR UPDATE SKIP LOCKED),
  touched AS (UPDATE maintenance_periods p SET due_at = NULL FROM due WHERE p.id = due.id RETURNING 1)
  SELECT count(*)::integer AS count FROM touched`;

/** Announces beginnings and ends, each in its moment. Nothing hangs on it but the news: whoever asks is answered by the clock. */
@Injectable()
export class MaintenanceClock implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('maintenance');
  private attendance: Attendance | undefined;

  constructor(
    private readonly sql: Sql,
    private readonly lookout: Lookout,
  ) {}

  onApplicationBootstrap(): void {
    this.attendance = this.lookout.attend(`EXISTS (SELECT FROM maintenance_periods WHERE ${isSoon})`, () =>
      this.tell(),
    );
  }

  async onModuleDestroy(): Promise<void> {
    await this.attendance?.end();
  }

  /** Until nothing is left that comes within a second, or what is left is another process's. */
  private async tell(): Promise<void> {
    try {
      while (this.attendance?.isOver === false) {
        const [next] = await this.sql.rows<{ ms: number | null }>(untilNext, [], 'maintenance-next');
        if (typeof next?.ms !== 'number') return;
        if (next.ms > 0) await sleep(Math.min(Math.ceil(next.ms), longestWaitMs));
        else if (!(await this.isAnyTold())) return;
      }
    } catch (error) {
      this.log.error(`could not announce beginnings and ends: ${(error as Error).message}`);
    }
  }

  private async isAnyTold(): Promise<boolean> {
    const [row] = await this.sql.rows<{ count: number }>(told, [], 'maintenance-due');
    return (row?.count ?? 0) > 0;
  }
}
