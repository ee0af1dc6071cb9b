import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Sql } from '../../database/sql.js';

const everyMs = 500;
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
export class MaintenanceClock {
  private readonly log = new Logger('maintenance');
  private isTelling = false;

  constructor(private readonly sql: Sql) {}

  @Interval(everyMs)
  async tell(): Promise<void> {
    if (this.isTelling) return;
    this.isTelling = true;
    try {
      for (let count = mostAtOnce; count === mostAtOnce;) {
        const [row] = await this.sql.rows<{ count: number }>(told, [], 'maintenance-due');
        count = row?.count ?? 0;
      }
    } catch (error) {
      this.log.error(`could not announce beginnings and ends: ${(error as Error).message}`);
    } finally {
      this.isTelling = false;
    }
  }
}
