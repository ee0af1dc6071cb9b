import { healthStatuses } from '../inventory/health.dto.js';
import { lifecycles } from '../inventory/lifecycle.js';
import { runningAt } from '../inventory/maintenance.js';
import type { FailingServer, FleetOverview } from './overview.dto.js';

interface Derived {
  countable: string;
  pageable: string;
  stale: string;
}

/** SQL of the counts on both axes over `s` and `h`; `stale` and `inMaintenance` are expressions that count by themselves. */
export function fleetCounts({ countable, pageable }: Derived, stale: string, inMaintenance: string): string {
  const countOf = (name: string, condition: string) => `count(*) FILTER (WHERE ${condition})::integer AS ${name}`;
  return [
    'count(*)::integer AS total',
    countOf('countable', countable),
    countOf('pageable', pageable),
    `${inMaintenance} AS in_maintenance`,
    ...healthStatuses.map((status) => countOf(status, `${countable} AND h.status = '${status}'`)),
    ...lifecycles.map((lifecycle) => countOf(lifecycle, `s.lifecycle = '${lifecycle}'`)),
    `${stale} AS stale`,
  ].join(', ');
}

/** SQL that counts the servers of a row source that are in maintenance at a moment: from the few periods that run then. */
export function inMaintenanceOf(servers: string, at: string): string {
  return `(SELECT count(DISTINCT s.id)::integer FROM (SELECT p.server_id ${runningAt(at)}) p JOIN ${servers} s ON s.id = p.server_id
    WHERE s.deleted_at IS NULL)`;
}

export type CountsRow = Record<string, number>;
type Counts = Pick<
  FleetOverview,
  'total' | 'countable' | 'pageable' | 'inMaintenance' | 'stale' | 'health' | 'lifecycle'
>;

export function countsOf(row: CountsRow | undefined): Counts {
  const of = (name: string) => row?.[name] ?? 0;
  return {
    total: of('total'),
    countable: of('countable'),
    pageable: of('pageable'),
    inMaintenance: of('in_maintenance'),
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

/** SQL of the columns of a failing server over `s` and `h`. */
export function failingColumns({ pageable, stale }: Derived): string {
  return `s.id AS "serverId", s.hostname, h.status, h.reason, h.since, s.lifecycle, s.owner, s.environment,
    (${pageable}) AS pageable, ${stale} AS stale`;
}

export type FailingRow = FailingServer & { since: Date };

export function failingOf(rows: FailingRow[]): FailingServer[] {
  return rows.map((row) => ({ ...row, since: row.since.toISOString() }));
}
