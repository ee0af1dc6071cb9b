import { seen, type Finding } from './finding.js';

export const unregistered: Finding = {
  kind: 'unregistered',
  title: 'Answers, but is not registered',
  remedy: 'Register it from the scan that found it, or find out whose it is.',
  keyType: 'inet',
  text: `
    WITH ${seen}
    SELECT address AS key, jsonb_build_object('address', host(address), 'scanId', scan_id, 'names', names, 'openPorts', port_numbers,
      'role', guess -> 'role', 'os', guess -> 'os', 'seenAt', seen_at) AS item
    FROM seen WHERE owner_id IS NULL`,
  mend: ({ scanId, address }) => ({
    call: `POST /api/v1/discovery/scans/${String(scanId)}/import {"addresses":["${String(address)}"]}`,
    link: `/discovery/${String(scanId)}`,
  }),
};
