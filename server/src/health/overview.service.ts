import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Sql } from '../database/sql.js';
import { derivedBy } from '../inventory/derived.js';
import { CheckCounters } from './check-counters.js';
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
import type { CheckRates, FailingServer, FleetOverview, FleetTransition } from './overview.dto.js';
import { LiveSources } from '../live/sources.js';
import { Sweeper } from './sweeper.js';
import { transitionsOfFleet } from './transitions.js';

const believedMs = 1_000;

type OverviewNow = FleetOverview & { checks: CheckRates };

/** The whole fleet at a glance. Counted at most once a second, however many ask. */
@Injectable()
export class OverviewService implements OnModuleInit {
  private readonly derived;
  private counted: { at: number; overview: Promise<OverviewNow> } | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly sql: Sql,
    private readonly counters: CheckCounters,
    private readonly sweeper: Sweeper,
    private readonly live: LiveSources,
  ) {
    this.derived = derivedBy(config.checkIntervalSeconds);
  }

  onModuleInit(): void {
    this.live.overview = () => this.overview();
  }

  overview(): Promise<OverviewNow> {
    const now = Date.now();
    if (this.counted && now - this.counted.at < believedMs) return this.counted.overview;
    const overview = this.count(now);
    this.counted = { at: now, overview };
    overview.catch(() => (this.counted = undefined));
    return overview;
  }

  private async count(now: number): Promise<OverviewNow> {
    const [counts, failing, transitions, last24h, rates] = await Promise.all([
      this.counts(),
      this.failing(),
      this.sql.rows<FleetTransition & { at: Date }>(transitionsOfFleet, [20, null], 'fleet-transitions'),
      dayUntil(this.sql, now),
      this.counters.rates(now),
    ]);
    return {
      at: new Date(now).toISOString(),
      ...counts,
      intervalSeconds: this.config.checkIntervalSeconds,
      failing: { total: counts.health.unhealthy + counts.health.degraded, items: failing },
      transitions: transitions.map((transition) => ({ ...transition, at: transition.at.toISOString() })),
      last24h,
      checks: { ...rates, latenessP99Ms: this.sweeper.latenessMs(0.99) },
    };
  }

  private async counts() {
    const stale = `(SELECT count(DISTINCT server_id)::integer FROM checks c WHERE ${this.derived.checkIsStale})`;
    const [row] = await this.sql.rows<CountsRow>(
      `SELECT ${fleetCounts(this.derived, stale, inMaintenanceOf('servers', 'now()'))} FROM servers s JOIN server_health_now h ON h.server_id = s.id WHERE s.deleted_at IS NULL`,
      [],
      'fleet-counts',
    );
    return countsOf(row);
  }

  private async failing(): Promise<FailingServer[]> {
    const rows = await this.sql.rows<FailingRow>(
      `SELECT ${failingColumns(this.derived)}
       FROM server_health_now h JOIN servers s ON s.id = h.server_id
       WHERE h.status IN ('unhealthy', 'degraded') AND ${this.derived.countable} ORDER BY h.status DESC, h.since LIMIT 20`,
      [],
      'fleet-failing',
    );
    return failingOf(rows);
  }
}
