import { Injectable, Logger } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { Sql } from '../database/sql.js';

/** Once a minute, how the countable fleet is doing; the strip of the last day is made of these. */
@Injectable()
export class FleetMinutes {
  private readonly log = new Logger('monitor');

  constructor(private readonly sql: Sql) {}

  /** Whichever process comes first writes the minute. */
  @Cron(CronExpression.EVERY_MINUTE)
  async count(): Promise<void> {
    await this.sql
      .rows(
        `INSERT INTO fleet_minutes (at, healthy, degraded, unhealthy, unknown)
         SELECT date_trunc('minute', now()), count(*) FILTER (WHERE h.status = 'healthy'), count(*) FILTER (WHERE h.status = 'degraded'),
           count(*) FILTER (WHERE h.status = 'unhealthy'), count(*) FILTER (WHERE h.status = 'unknown')
         FROM servers s JOIN server_health h ON h.server_id = s.id WHERE s.deleted_at IS NULL AND s.lifecycle IN ('active', 'draining')
         ON CONFLICT (at) DO NOTHING`,
      )
      .catch((error: unknown) => this.log.error(`could not count the fleet: ${(error as Error).message}`));
  }
}
