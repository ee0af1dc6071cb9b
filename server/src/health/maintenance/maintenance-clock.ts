import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { exhaustMap, type Subscription } from 'rxjs';
import { Lookout } from '../../database/lookout.js';
import { Sql } from '../../database/sql.js';

const mostAtOnce = 500;

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

/** Announces beginnings and ends. Nothing hangs on it but the news: whoever asks is answered by the clock. */
@Injectable()
export class MaintenanceClock implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('maintenance');
  private telling: Promise<void> = Promise.resolve();
  private watch: Subscription | undefined;

  constructor(
    private readonly sql: Sql,
    private readonly lookout: Lookout,
  ) {}

  onApplicationBootstrap(): void {
    this.watch = this.lookout
      .whenever('EXISTS (SELECT FROM maintenance_periods WHERE due_at <= now())')
      .pipe(exhaustMap(() => (this.telling = this.tell())))
      .subscribe();
  }

  async onModuleDestroy(): Promise<void> {
    this.watch?.unsubscribe();
    await this.telling;
  }

  private async tell(): Promise<void> {
    try {
      for (let count = mostAtOnce; count === mostAtOnce;) {
        const [row] = await this.sql.rows<{ count: number }>(told, [], 'maintenance-due');
        count = row?.count ?? 0;
      }
    } catch (error) {
      this.log.error(`could not announce beginnings and ends: ${(error as Error).message}`);
    }
  }
}
