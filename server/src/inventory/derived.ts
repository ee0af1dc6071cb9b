import type { DerivedExpressions } from './search/fields.js';

/**
 * The answers that follow from the two axes, each defined once. They see `s` (servers) and `h` (server_health).
 * A check is stale when it could not run, or when three of its intervals (and two seconds) went by without it.
 */
export function derivedBy(defaultIntervalSeconds: number): DerivedExpressions & { checkIsStale: string } {
  const interval = `CASE c.interval_seconds WHEN 0 THEN ${Math.trunc(defaultIntervalSeconds)} ELSE c.interval_seconds END`;
  const checkIsStale = `(c.unseen > 0 OR coalesce(c.checked_at, c.since) < now() - make_interval(secs => 3 * ${interval} + 2))`;
  return {
    countable: `s.deleted_at IS NULL AND s.lifecycle IN ('active', 'draining')`,
    pageable: `s.deleted_at IS NULL AND s.lifecycle = 'active' AND h.status = 'unhealthy' AND h.suppressed_by IS NULL AND NOT h.in_maintenance AND NOT h.flapping`,
    stale: `EXISTS (SELECT FROM checks c WHERE c.server_id = s.id AND ${checkIsStale})`,
    checkIsStale,
  };
}
