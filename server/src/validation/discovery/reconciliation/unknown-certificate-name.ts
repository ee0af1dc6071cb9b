import { seen, type Finding } from './finding.js';

/** A name with an asterisk is nobody's, and an address is no name. */
export const unknownCertificateName: Finding = {
  kind: 'unknown-certificate-name',
  title: 'Certificate names that no server has',
  remedy:
    'Register a server of this name, rename the one that shows the certificate, or have the certificate issued anew.',
  keyType: 'text COLLATE "C"',
  text: `
    WITH ${seen},
    named AS (
      SELECT DISTINCT lower(rtrim(name, '.')) AS name, s.address, s.owner_id, s.hostname, s.scan_id, (p -> 'port')::integer AS port
      FROM seen s CROSS JOIN LATERAL jsonb_array_elements(s.ports) p
        CROSS JOIN LATERAL jsonb_array_elements_text(CASE jsonb_typeof(p #> '{tls,names}') WHEN 'array' THEN p #> '{tls,names}' ELSE '[]' END) name)
    SELECT name AS key, jsonb_build_object('name', name, 'shownBy', (array_agg(jsonb_build_object('address', host(address), 'port', port,
      'serverId', owner_id, 'hostname', hostname, 'scanId', scan_id) ORDER BY address, port))[1:20]) AS item
    FROM named
    WHERE name ~ '^[a-z0-9.-]*[a-z][a-z0-9.-]*$' AND NOT EXISTS (SELECT FROM servers x WHERE x.hostname = named.name AND x.deleted_at IS NULL)
    GROUP BY name`,
  mend: ({ name, shownBy }) => {
    const [first] = shownBy as { serverId: string | null; scanId: string }[];
    return {
      call: `POST /api/v1/servers {"hostname":"${String(name)}"}`,
      link: first?.serverId ? `/servers/${first.serverId}` : `/discovery/${first?.scanId ?? ''}`,
    };
  },
};
