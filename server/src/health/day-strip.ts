import type { Sql } from '../database/sql.js';
import type { FleetOverview } from './overview.dto.js';

const quarterMs = 15 * 60_000;
const quarters = 96;

/** The day that ends at `now` (ms), in quarters of an hour, oldest first; null where nobody looked. */
export async function dayUntil(sql: Sql, now: number): Promise<FleetOverview['last24h']> {
  const first = Math.floor(now / quarterMs) * quarterMs - (quarters - 1) * quarterMs;
  const rows = await sql.rows<{
    quarter: number;
    healthy: number;
    degraded: number;
    unhealthy: number;
    unknown: number;
  }>(
    `SELECT floor(extract(epoch FROM at) / 900)::integer AS quarter, avg(healthy)::float8 AS healthy, avg(degraded)::float8 AS degraded,
         avg(unhealthy)::float8 AS unhealthy, avg(unknown)::float8 AS unknown
       FROM fleet_minutes WHERE at BETWEEN to_timestamp($1) AND to_timestamp($2) GROUP BY 1`,
    [first / 1_000, now / 1_000],
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
