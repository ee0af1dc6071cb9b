import type { Client } from 'pg';

/** So many rows a statement: each is over in some ten milliseconds. */
const batch = 2_000;

/** Whether there is something to number or to seal. */
export const isAnyNew = 'EXISTS (SELECT FROM changes WHERE position IS NULL) OR EXISTS (SELECT FROM audit_unsealed)';

const numbering = `
  WITH numbered AS (
    UPDATE changes SET position = fresh.position
    FROM (SELECT id, (SELECT coalesce(max(position), 0) FROM changes) + row_number() OVER (ORDER BY id) AS position
          FROM (SELECT id FROM changes WHERE position IS NULL ORDER BY id LIMIT ${batch}) visible) fresh
    WHERE changes.id = fresh.id RETURNING changes.position)
  SELECT pg_notify('fleet_feed', max(position)::text) FROM numbered HAVING count(*) > 0`;

/** Gives the next places of the feed to changes that have become visible. Answers whether none is left. */
export async function numberChanges(client: Client): Promise<boolean> {
  return (await client.query(numbering)).rowCount === 0;
}

/** Puts entries that have become visible at the end of the audit's chain. Answers whether none is left. */
export async function sealAudit(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ sealed: number }>('SELECT fleet_seal_audit($1) AS sealed', [batch]);
  return rows[0]?.sealed === 0;
}

/** Always from the beginning, so that what is kept has no gaps; the newest stays, because the next place is counted from it. */
const dropping = `
  DELETE FROM changes WHERE position <= (
    SELECT max(position) FROM (
      SELECT position, bool_and(at < now() - make_interval(secs => $1)) OVER (ORDER BY position) AS is_old
      FROM (SELECT position, at FROM changes WHERE position IS NOT NULL ORDER BY position LIMIT ${batch}) oldest) judged
    WHERE is_old AND position < (SELECT max(position) FROM changes))`;

/** Forgets changes that are older than the feed keeps them. Answers whether none is left. */
export async function dropOldChanges(client: Client, keepSeconds: number): Promise<boolean> {
  return ((await client.query(dropping, [keepSeconds])).rowCount ?? 0) < batch - 1;
}
