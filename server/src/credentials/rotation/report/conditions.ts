/** SQL over `c` (credentials), `v` (their current key) and `s` (servers). */

/** A day later than the latest moment at which it would have begun by itself. */
export const isOverdue = `c.rotate_every_days IS NOT NULL
  AND coalesce(c.rotated_at, c.created_at) < now() - c.rotate_every_days * interval '1 day' - interval '2 days'`;

/** Below what NIST SP 800-57 takes for good beyond 2030: 128 bits of strength. */
export const isWeak = `c.algorithm = 'rsa' AND v.bits < 3072`;

export const livingUser = `s.deleted_at IS NULL AND s.lifecycle <> 'decommissioned'`;
