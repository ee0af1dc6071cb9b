import type { EntityManager } from 'typeorm';
import type { Entry, Write } from '../../audit/ledger.js';
import { rowsIn } from '../../database/sql.js';
import { Conflict, NotFound } from '../../http/domain-error.js';
import { requireMatch } from '../../http/etag.js';
import { changed, failed, unchanged, type Outcome } from '../../inventory/bulk/outcome.js';

/** A server whose row is locked, and the groups that it is in of itself. */
export interface Grouped {
  id: string;
  hostname: string;
  version: number;
  isDeleted: boolean;
  groups: ReadonlySet<string>;
}

export interface Regrouping {
  /** The groups that it is to be in of itself. @throws DomainError which fails this item and no other */
  wanted(server: Grouped): Set<string>;
  ifMatch?: ReadonlyMap<string, string>;
}

/**
 * Puts servers, at most some hundred, into groups and takes them out, with a number of statements that does not depend on how many
 * they are. Their rows are locked in order of id, as every batch does, and keep their versions: which groups a server is in is not
 * declared of the server. Groups that are gone meanwhile are left out.
 */
export async function regrouped(
  { tx, recordAll }: Write,
  ids: string[],
  { wanted, ifMatch }: Regrouping,
): Promise<Outcome[]> {
  const outcomes = new Map<string, Outcome>();
  const planned: { server: Grouped; after: Set<string> }[] = [];
  for (const server of await lockedAll(tx, ids)) {
    try {
      requireMatch(ifMatch?.get(server.id), server.version);
      planned.push({ server, after: wanted(server) });
    } catch (error) {
      outcomes.set(server.id, failed(server, server.hostname, error));
    }
  }
  const names = await lockedNames(
    tx,
    planned.flatMap(({ server, after }) => [...server.groups, ...after]),
  );
  const entries: Entry[] = [];
  const joins: Pair[] = [];
  const leaves: Pair[] = [];
  for (const { server, after } of planned) {
    const { id, hostname, groups } = server;
    const pairOf = (group: string): Pair => ({ server_id: id, group_id: group });
    const joined = [...after].filter((group) => names.has(group) && !groups.has(group));
    const left = [...groups].filter((group) => !after.has(group));
    if (joined.length + left.length === 0) {
      outcomes.set(id, unchanged(server, hostname));
      continue;
    }
    joins.push(...joined.map(pairOf));
    leaves.push(...left.map(pairOf));
    const changes = { before: { groups: namesOf(groups, names) }, after: { groups: namesOf(after, names) } };
    outcomes.set(id, changed(server, hostname, changes.before, changes.after));
    entries.push({ action: 'server.grouped', subject: { type: 'server', id, name: hostname }, ...changes });
  }
  await join(tx, joins);
  await leave(tx, leaves);
  await recordAll(entries);
  return ids.map((id) => outcomes.get(id) ?? failed({ id, version: null }, null, new NotFound('server', id)));
}

/** @throws Conflict */
export function requireNotDeleted({ isDeleted }: Grouped): void {
  if (isDeleted) throw new Conflict('server.deleted', 'This server is deleted. Restore it first.');
}

interface Pair {
  server_id: string;
  group_id: string;
}

async function lockedAll(tx: EntityManager, ids: string[]): Promise<Grouped[]> {
  const rows = await rowsIn<Omit<Grouped, 'groups' | 'isDeleted'> & { is_deleted: boolean }>(
    tx,
    `SELECT id, hostname, version, deleted_at IS NOT NULL AS is_deleted FROM servers WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE`,
    [ids],
  );
  // A statement of its own: it sees what was committed while the locks were waited for.
  const memberships = await rowsIn<Pair>(
    tx,
    'SELECT server_id, group_id FROM group_members WHERE server_id = ANY ($1::uuid[]) AND valid_to IS NULL',
    [ids],
  );
  const groups = new Map(rows.map(({ id }): [string, Set<string>] => [id, new Set()]));
  for (const { server_id: server, group_id: group } of memberships) groups.get(server)?.add(group);
  return rows.map(({ is_deleted: isDeleted, ...row }) => ({
    ...row,
    isDeleted,
    groups: groups.get(row.id) ?? new Set(),
  }));
}

/** Whoever would delete one of these groups waits. */
async function lockedNames(tx: EntityManager, groups: string[]): Promise<Map<string, string>> {
  if (groups.length === 0) return new Map();
  const rows = await rowsIn<{ id: string; name: string }>(
    tx,
    'SELECT id, name FROM groups WHERE id = ANY ($1::uuid[]) ORDER BY id FOR SHARE',
    [[...new Set(groups)]],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}

function namesOf(groups: Iterable<string>, names: ReadonlyMap<string, string>): string[] {
  return [...groups].flatMap((id) => names.get(id) ?? []).sort((one, other) => one.localeCompare(other, 'en'));
}

async function join(tx: EntityManager, pairs: Pair[]): Promise<void> {
  if (pairs.length === 0) return;
  await rowsIn(
    tx,
    `INSERT INTO group_members (group_id, server_id)
     SELECT group_id, server_id FROM jsonb_to_recordset($1) AS r (group_id uuid, server_id uuid)`,
    [JSON.stringify(pairs)],
  );
}

/** When it ends is the trigger's to say. */
async function leave(tx: EntityManager, pairs: Pair[]): Promise<void> {
  if (pairs.length === 0) return;
  await rowsIn(
    tx,
    `UPDATE group_members m SET valid_to = clock_timestamp()
     FROM jsonb_to_recordset($1) AS r (group_id uuid, server_id uuid)
     WHERE m.group_id = r.group_id AND m.server_id = r.server_id AND m.valid_to IS NULL`,
    [JSON.stringify(pairs)],
  );
}
