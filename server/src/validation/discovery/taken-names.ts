import type { EntityManager } from 'typeorm';
import { rowsIn } from '../../database/sql.js';

interface NameOwner {
  id: string;
  hostname: string;
  address: string | null;
}

/** Which living servers have these names. */
export async function takenNames(tx: EntityManager, hostnames: string[]): Promise<Map<string, NameOwner>> {
  if (hostnames.length === 0) return new Map();
  const rows = await rowsIn<NameOwner>(
    tx,
    'SELECT id, hostname, host(ip_address) AS address FROM servers WHERE hostname = ANY ($1) AND deleted_at IS NULL',
    [hostnames],
  );
  return new Map(rows.map((row) => [row.hostname, row]));
}
