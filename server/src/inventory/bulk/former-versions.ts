import type { EntityManager } from 'typeorm';
import { rowsIn } from '../../database/sql.js';
import { Server } from '../server.entity.js';

/** What one change set did to one server. */
export interface Trace {
  id: string;
  /** The newest version that the change set wrote. */
  last: number;
  /** The version that counts; null once it is purged. */
  current: number | null;
  /** As it was before; null: the change set created it. */
  before: Server | null;
  /** As the change set left it. */
  after: Server;
}

/**
 * What a change set did, server by server in order of id: the version before its first one and its last one, out of the history.
 * Reads the partial indexes on `change_set_id`, then the primary key of the history.
 */
export async function tracesOf(
  tx: EntityManager,
  changeSetId: string,
  { ids, after, limit = null }: { ids?: string[]; after?: string; limit?: number | null },
): Promise<Trace[]> {
  const rows = await rowsIn<{ id: string; last: number; current: number | null; before: object | null; after: object }>(
    tx,
    `WITH written AS (
       SELECT id, version FROM servers WHERE change_set_id = $1
       UNION ALL SELECT id, version FROM server_history WHERE change_set_id = $1),
     touched AS (
       SELECT id, min(version) AS first, max(version) AS last FROM written
       WHERE ($2::uuid[] IS NULL OR id = ANY ($2)) AND ($3::uuid IS NULL OR id > $3) GROUP BY id ORDER BY id LIMIT $4)
     SELECT t.id, t.last, s.version AS current, to_jsonb(b) AS before,
       coalesce(to_jsonb(a), to_jsonb(s)) AS after
     FROM touched t LEFT JOIN servers s ON s.id = t.id
       LEFT JOIN server_history b ON b.id = t.id AND b.version = t.first - 1
       LEFT JOIN server_history a ON a.id = t.id AND a.version = t.last
     ORDER BY t.id`,
    [changeSetId, ids ?? null, after ?? null, limit],
  );
  return rows.map((row) => ({
    ...row,
    before: row.before && serverOf(tx, row.before),
    after: serverOf(tx, row.after),
  }));
}

/** A row of `servers` or of its history, as JSON, as the entity has it. */
function serverOf(tx: EntityManager, row: object): Server {
  const values = row as Record<string, unknown>;
  return Object.fromEntries(
    tx.dataSource.getMetadata(Server).columns.map(({ propertyName, databaseName, type }) => {
      const value = values[databaseName] ?? null;
      return [propertyName, type === 'timestamptz' && typeof value === 'string' ? new Date(value) : value];
    }),
  ) as unknown as Server;
}
