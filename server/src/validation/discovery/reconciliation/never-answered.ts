import type { Finding } from './finding.js';

export const neverAnswered: Finding = {
  kind: 'never-answered',
  title: 'Registered, but never answered',
  remedy: 'Correct its address and its checks, or decommission it if there is no such machine.',
  keyType: 'text COLLATE "C"',
  text: `
    SELECT s.hostname AS key, jsonb_build_object('serverId', s.id, 'hostname', s.hostname, 'address', host(s.ip_address),
      'lifecycle', s.lifecycle, 'registeredAt', s.created_at, 'reason', h.reason) AS item
    FROM servers s LEFT JOIN server_health h ON h.server_id = s.id
    WHERE fleet_watched(s.lifecycle, s.deleted_at) AND h.status IN ('unknown', 'unhealthy')
      AND NOT EXISTS (SELECT FROM checks c WHERE c.server_id = s.id AND c.last_up_at IS NOT NULL)
      AND NOT EXISTS (SELECT FROM health_transitions t WHERE t.server_id = s.id
        AND (t.to_status IN ('healthy', 'degraded') OR t.from_status IN ('healthy', 'degraded')))
      AND NOT EXISTS (SELECT FROM scan_hosts f WHERE f.match <> 'missing' AND f.address = ANY (array_append(s.addresses, s.ip_address)))`,
  mend: ({ serverId }) => ({ call: `PATCH /api/v1/servers/${String(serverId)}`, link: `/servers/${String(serverId)}` }),
};
