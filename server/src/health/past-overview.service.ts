import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Sql } from '../database/sql.js';
import { besideStatusAt, statusesAt, versionsAt } from '../inventory/as-of.js';
import { derivedBy } from '../inventory/derived.js';
import { dayUntil } from './day-strip.js';
import {
  countsOf,
  failingColumns,
  failingOf,
  fleetCounts,
  inMaintenanceOf,
  type CountsRow,
  type FailingRow,
} from './fleet-counts.js';
import type { FleetOverview, FleetTransition } from './overview.dto.js';
import { transitionsOfFleet } from './transitions.js';

/** The whole fleet as it was. What nobody wrote down (how late checks were, how many ran) is not made up. */
@Injectable()
export class PastOverviewService {
  private readonly derived;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly sql: Sql,
  ) {
    this.derived = { ...derivedBy(config.checkIntervalSeconds), stale: 'FALSE' };
  }

  async at(at: Date): Promise<FleetOverview> {
    const from = `${versionsAt('$1')} s ${statusesAt('$1')} WHERE s.deleted_at IS NULL`;
    const [counts, failing, transitions, last24h] = await Promise.all([
      this.sql.rows<CountsRow>(
        `SELECT ${fleetCounts(this.derived, '0', inMaintenanceOf(versionsAt('$1'), '$1::timestamptz'))} FROM ${from}`,
        [at],
      ),
      this.sql.rows<FailingRow>(
        `SELECT ${failingColumns(this.derived)} FROM (
           SELECT s.*, last.to_status AS status, last.at AS since, last.reason FROM (
             SELECT s.* FROM ${from} AND h.status IN ('unhealthy', 'degraded') AND ${this.derived.countable}) s
           JOIN LATERAL (SELECT * FROM health_transitions t WHERE t.server_id = s.id AND t.at <= $1 ORDER BY t.at DESC, t.id DESC LIMIT 1) last ON TRUE
           ORDER BY last.to_status DESC, last.at LIMIT 20) s
         CROSS JOIN LATERAL (SELECT s.status, s.since, s.reason, ${besideStatusAt('$1')}) h
         ORDER BY h.status DESC, h.since`,
        [at],
      ),
      this.sql.rows<FleetTransition & { at: Date }>(transitionsOfFleet, [20, at], 'fleet-transitions'),
      dayUntil(this.sql, at.getTime()),
    ]);
    const told = countsOf(counts[0]);
    return {
      at: at.toISOString(),
      ...told,
      intervalSeconds: this.config.checkIntervalSeconds,
      failing: { total: told.health.unhealthy + told.health.degraded, items: failingOf(failing) },
      transitions: transitions.map((transition) => ({ ...transition, at: transition.at.toISOString() })),
      last24h,
      checks: null,
    };
  }
}
