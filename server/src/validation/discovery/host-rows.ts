import type { PoolClient } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { ExaminedHost } from '../../probing/scan/examined-host.js';
import type { Change, Match } from './comparison.js';
import { storable } from './storable.js';

/** A host as a scan keeps it. */
export interface FoundHost extends Omit<ExaminedHost, 'guess'> {
  guess: ExaminedHost['guess'] | null;
  match: Match;
  serverId: string | null;
  changes: Change[];
  differs: boolean;
}

export async function keepHosts(client: PoolClient, scanId: string, hosts: FoundHost[]): Promise<void> {
  if (hosts.length === 0) return;
  const rows = hosts.map((host) => ({
    id: uuidv7(),
    address: host.address,
    names: host.names,
    ports: host.ports,
    port_numbers: host.ports.map(({ port }) => port),
    ssh_host_key: host.sshHostKey,
    guess: host.guess,
    match: host.match,
    server_id: host.serverId,
    changes: host.changes,
    differs: host.differs,
  }));
  await client.query(
    `INSERT INTO scan_hosts (scan_id, id, address, names, ports, port_numbers, ssh_host_key, guess, match, server_id, changes, differs)
     SELECT $1, r.* FROM jsonb_to_recordset($2::jsonb) AS r (id uuid, address inet, names text[], ports jsonb, port_numbers integer[],
       ssh_host_key jsonb, guess jsonb, match text, server_id uuid, changes jsonb, differs boolean)`,
    [scanId, storable(rows)],
  );
}
