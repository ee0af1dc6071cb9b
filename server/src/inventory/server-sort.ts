import type { SortKey } from '../database/keyset.js';

/** Unhealthy sorts highest, so that `-health` begins with what is broken. */
const healthRank = `CASE h.status WHEN 'healthy' THEN 0 WHEN 'unknown' THEN 1 WHEN 'degraded' THEN 2 ELSE 3 END`;
const lifecycleRank = `array_position(ARRAY['planned', 'provisioning', 'active', 'draining', 'decommissioned'], s.lifecycle)`;

/** What a list of servers can be sorted by. */
export const sortKeys: Record<string, Omit<SortKey, 'name' | 'descending'>> = {
  hostname: { expression: 's.hostname', type: 'text' },
  health: { expression: healthRank, type: 'integer' },
  lifecycle: { expression: lifecycleRank, type: 'integer' },
  createdAt: { expression: 's.created_at', type: 'timestamptz' },
  updatedAt: { expression: 's.updated_at', type: 'timestamptz' },
  environment: { expression: 's.environment', type: 'text', nullable: true },
  region: { expression: 's.region', type: 'text', nullable: true },
  owner: { expression: 's.owner', type: 'text', nullable: true },
  role: { expression: 's.role', type: 'text', nullable: true },
  ipAddress: { expression: 's.ip_address', type: 'inet', nullable: true },
};
