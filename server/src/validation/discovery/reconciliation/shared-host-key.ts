import { seen, type Finding } from './finding.js';

/** A server that is seen at two of its addresses is one. */
export const sharedHostKey: Finding = {
  kind: 'shared-host-key',
  title: 'The same host key under two names',
  remedy:
    'Give each machine a key of its own (cloned images share one), or, if it is one machine, put its addresses on one server.',
  keyType: 'text COLLATE "C"',
  text: `
    WITH ${seen},
    keyed AS (
      SELECT *, ssh_host_key ->> 'fingerprint' AS fingerprint, coalesce(hostname, names[1], host(address)) AS name
      FROM seen WHERE ssh_host_key ->> 'fingerprint' IS NOT NULL)
    SELECT fingerprint AS key, jsonb_build_object('fingerprint', fingerprint, 'type', min(ssh_host_key ->> 'type'),
      'names', count(DISTINCT coalesce(owner_id::text, name)),
      'hosts', (array_agg(jsonb_build_object('address', host(address), 'name', name, 'serverId', owner_id, 'scanId', scan_id)
        ORDER BY name, address))[1:20]) AS item
    FROM keyed GROUP BY fingerprint HAVING count(DISTINCT coalesce(owner_id::text, name)) > 1`,
  mend: ({ hosts }) => {
    const [first] = hosts as { serverId: string | null; scanId: string }[];
    return first?.serverId
      ? { call: `PATCH /api/v1/servers/${first.serverId} {"addresses":[…]}`, link: `/servers/${first.serverId}` }
      : { call: `GET /api/v1/discovery/scans/${first?.scanId ?? ''}/hosts`, link: `/discovery/${first?.scanId ?? ''}` };
  },
};
