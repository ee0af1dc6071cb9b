import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { Sql } from '../../database/sql.js';
import { Dialler } from '../../probing/dialler.js';
import type { ScanTask } from './blocks.js';
import { keepHosts, type FoundHost } from './host-rows.js';

interface Expected {
  address: string;
  names: string[];
  server_id: string | null;
  was_missing: boolean;
}

/**
 * Servers of which an address lies within the networks, and none answered. All addresses of a server speak for it, so this can
 * only be told at the end. Reads the servers once.
 */
const registered = `
  SELECT host(a.address) AS address, ARRAY[s.hostname] AS names, s.id AS server_id,
    EXISTS (SELECT FROM scan_hosts p WHERE p.scan_id = $3 AND p.server_id = s.id AND p.match = 'missing') AS was_missing
  FROM servers s CROSS JOIN LATERAL (
    SELECT address FROM unnest(array_prepend(s.ip_address, s.addresses)) WITH ORDINALITY e (address, place)
    WHERE address <<= ANY ($2::inet[]) ORDER BY place LIMIT 1) a
  WHERE s.deleted_at IS NULL AND s.lifecycle <> 'decommissioned' AND NOT EXISTS (
    SELECT FROM scan_hosts h WHERE h.scan_id = $1 AND h.address = ANY (array_append(s.addresses, s.ip_address)))
  ORDER BY a.address, s.hostname`;

/** Hosts that the scan before saw and nobody registered. */
const seenBefore = `
  SELECT host(p.address) AS address, p.names, NULL::uuid AS server_id, false AS was_missing FROM scan_hosts p
  WHERE p.scan_id = $2 AND p.match <> 'missing' AND NOT EXISTS (SELECT FROM scan_hosts h WHERE h.scan_id = $1 AND h.address = p.address)
  ORDER BY p.address`;

const batch = 1_000;

/** Ends a scan with who was expected and silent. */
@Injectable()
export class Silence {
  constructor(
    private readonly sql: Sql,
    private readonly dialler: Dialler,
  ) {}

  /** Once: whoever goes on with a scan that was ended already changes nothing. */
  async close(task: ScanTask): Promise<void> {
    await this.sql.transaction(async (client) => {
      const { rows } = await client.query('SELECT FROM scans WHERE id = $1 AND finished_at IS NULL FOR UPDATE', [
        task.id,
      ]);
      if (rows.length === 0) return;
      let missing = await this.keep(client, task, registered, [task.id, task.cidrs, task.compared_with]);
      if (task.compared_with !== null)
        missing += await this.keep(client, task, seenBefore, [task.id, task.compared_with]);
      await client.query('UPDATE scans SET found_missing = $2, finished_at = clock_timestamp() WHERE id = $1', [
        task.id,
        missing,
      ]);
    });
  }

  private async keep(client: PoolClient, task: ScanTask, text: string, params: unknown[]): Promise<number> {
    const { rows } = await client.query<Expected>(text, params);
    // Where we may not look, silence says nothing.
    const silent = rows
      .filter(({ address }) => !this.dialler.refusal(address))
      .map((expected) => missingHost(expected));
    for (let at = 0; at < silent.length; at += batch) await keepHosts(client, task.id, silent.slice(at, at + batch));
    return silent.length;
  }
}

function missingHost({ address, names, server_id: serverId, was_missing: wasMissing }: Expected): FoundHost {
  const differs = !wasMissing;
  const changes = differs ? [{ what: 'silent' } as const] : [];
  const nothing = { ports: [], sshHostKey: null, guess: null };
  return { address, names, ...nothing, match: 'missing', serverId, changes, differs };
}
