import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Sql } from '../database/sql.js';
import { derivedBy } from '../inventory/derived.js';
import { healthStatuses } from '../inventory/health.dto.js';
import { lifecycles } from '../inventory/lifecycle.js';
import type { FailingServer, FleetOverview, FleetTransition } from './overview.dto.js';
import { LiveSources } from '../live/sources.js';
import { Snapshots } from './snapshots.js';
import { Sweeper } from './sweeper.js';
import { transitionsOfFleet } from './transitions.js';

const believedMs = 1_000;
const quarterMs = 15 * 60_000;
const quarters = 96;

/** The whole fleet at a glance. Counted at most once a second, however many ask. */
@Injectable()
export class OverviewService implements OnModuleInit {
  private readonly derived;
  private counted: { at: number; overview: Promise<FleetOverview> } | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly sql: Sql,
    private readonly snapshots: Snapshots,
    private readonly sweeper: Sweeper,
    private readonly live: LiveSources,
  ) {
    this.derived = derivedBy(config.checkIntervalSeconds);
  }

  onModuleInit(): void {
    this.live.overview = () => this.overview();
  }

  overview(): Promise<FleetOverview> {
    const now = Date.now();
    if (this.counted && now - this.counted.at < believedMs) return this.counted.overview;
    const overview = this.count(now);
    this.counted = { at: now, overview };
    overview.catch(() => (this.counted = undefined));
    return overview;
  }

  private async count(now: number): Promise<FleetOverview> {
    const [counts, failing, transitions, last24h, rates] = await Promise.all([
      this.counts(),
      this.failing(),
      this.sql.rows<FleetTransition & { at: Date }>(transitionsOfFleet, [20], 'fleet-transitions'),
      this.strip(now),
      this.snapshots.rates(now),
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
    const { countable, pageable, checkIsStale } = this.derived;
    const countOf = (name: string, condition: string) => `count(*) FILTER (WHERE ${condition})::integer AS ${name}`;
    const columns = [
      'count(*)::integer AS total',
      countOf('countable', countable),
      countOf('pageable', pageable),
      ...healthStatuses.map((status) => countOf(status, `${countable} AND h.status = '${status}'`)),
      ...lifecycles.map((lifecycle) => countOf(lifecycle, `s.lifecycle = '${lifecycle}'`)),
      `(SELECT count(DISTINCT server_id)::integer FROM checks c WHERE ${checkIsStale}) AS stale`,
    ];
    const [row] = await this.sql.rows<Record<string, number>>(
      `SELECT ${columns.join(', ')} FROM servers s JOIN server_health h ON h.server_id = s.id WHERE s.deleted_at IS NULL`,
      [],
      'fleet-counts',
    );
    const of = (name: string) => row?.[name] ?? 0;
    return {
      total: of('total'),
      countable: of('countable'),
      pageable: of('pageable'),
      stale: of('stale'),
      health: { healthy: of('healthy'), degraded: of('degraded'), unhealthy: of('unhealthy'), unknown: of('unknown') },
      lifecycle: {
        planned: of('planned'),
        provisioning: of('provisioning'),
        active: of('active'),
        draining: of('draining'),
        decommissioned: of('decommissioned'),
      },
    };
  }

  private async failing(): Promise<FailingServer[]> {
    const { countable, pageable, stale } = this.derived;
    const rows = await this.sql.rows<FailingServer & { since: Date }>(
      `SELECT s.id AS "serverId", s.hostname, h.status, h.reason, h.since, s.lifecycle, s.owner, s.environment,
         (${pageable}) AS pageable, ${stale} AS stale
       FROM server_health h JOIN servers s ON s.id = h.server_id
       WHERE h.status IN ('unhealthy', 'degraded') AND ${countable} ORDER BY h.status DESC, h.since LIMIT 20`,
      [],
      'fleet-failing',
    );
    return rows.map((row) => ({ ...row, since: row.since.toISOString() }));
  }

  private async strip(now: number): Promise<FleetOverview['last24h']> {
    const first = Math.floor(now / quarterMs) * quarterMs - (quarters - 1) * quarterMs;
    const rows = await this.sql.rows<{
      quarter: number;
      healthy: number;
      degraded: number;
      unhealthy: number;
      unknown: number;
    }>(
      `SELECT floor(extract(epoch FROM at) / 900)::integer AS quarter, avg(healthy)::float8 AS healthy, avg(degraded)::float8 AS degraded,
         avg(unhealthy)::float8 AS unhealthy, avg(unknown)::float8 AS unknown
       FROM fleet_minutes WHERE at >= to_timestamp($1) GROUP BY 1`,
      [first / 1_000],
      'fleet-strip',
    );
    const known = new Map(rows.map(({ quarter, ...counts }) => [quarter, counts]));
    const none = { healthy: null, degraded: null, unhealthy: null, unknown: null };
    return Array.from({ length: quarters }, (_, at) => {
      const from = first + at * quarterMs;
      return {
        from: new Date(from).toISOString(),
        to: new Date(from + quarterMs).toISOString(),
        ...(known.get(from / quarterMs) ?? none),
      };
    });
  }
}
