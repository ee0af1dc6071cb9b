import type { EntityManager } from 'typeorm';
import { rowsIn } from '../../database/sql.js';

/** A server whose row is locked. */
export interface LockedServer {
  id: string;
  hostname: string;
  version: number;
  deleted: boolean;
}

/** A period that runs. Times are as PostgreSQL spells them, with all their digits. */
export interface Running {
  serverId: string;
  windowId: string;
  from: string;
  until: string;
  reason: string;
}

/** What is to begin for some servers. `from` null: at once. */
export interface Opening {
  from: string | null;
  until: string;
  reason: string;
}

/**
 * Everybody who writes takes his locks in this order: servers, windows, periods, health; each by id. Then nobody waits for
 * somebody who waits for him, and of two that write about one server the second sees what the first did.
 */
export function lockedServers(tx: EntityManager, ids: string[]): Promise<LockedServer[]> {
  return rowsIn(
    tx,
    'SELECT id, hostname, version, deleted_at IS NOT NULL AS deleted FROM servers WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE',
    [ids],
  );
}

/** Now, by the clock of the database and with all its digits. */
export async function moment(tx: EntityManager): Promise<string> {
  const [row] = await rowsIn<{ now: string }>(tx, `SELECT to_jsonb(clock_timestamp()) #>> '{}' AS now`);
  return row?.now ?? '';
}

/** The periods of these servers that are not over, and their windows, cannot change any more until the transaction ends. */
export async function lockPeriods(tx: EntityManager, serverIds: string[]): Promise<void> {
  await rowsIn(
    tx,
    `SELECT FROM maintenance_windows WHERE id IN (
       SELECT window_id FROM maintenance_periods WHERE server_id = ANY ($1::uuid[]) AND until_at > now()) ORDER BY id FOR UPDATE`,
    [serverIds],
  );
  await rowsIn(
    tx,
    `SELECT FROM maintenance_periods WHERE server_id = ANY ($1::uuid[]) AND until_at > now()
     ORDER BY server_id, id FOR UPDATE`,
    [serverIds],
  );
}

/** What runs at that moment, of each server the one that ends last first. */
export function runningAt(tx: EntityManager, serverIds: string[], at: string): Promise<Running[]> {
  return rowsIn(
    tx,
    `SELECT p.server_id AS "serverId", p.window_id AS "windowId", to_jsonb(p.from_at) #>> '{}' AS "from",
       to_jsonb(p.until_at) #>> '{}' AS until, w.reason
     FROM maintenance_periods p JOIN maintenance_windows w ON w.id = p.window_id
     WHERE p.server_id = ANY ($1::uuid[]) AND p.from_at <= $2 AND p.until_at > $2 ORDER BY p.server_id, p.until_at DESC, p.window_id`,
    [serverIds, at],
  );
}

/**
 * Makes the window of this undertaking, if it is not there yet, and lets it begin for the servers. Answers its id; undefined when
 * it is over by now: somebody ended it between two batches of a job, or the job came too late.
 */
export async function opened(
  tx: EntityManager,
  serverIds: string[],
  { from, until, reason }: Opening,
  at: string,
): Promise<string | undefined> {
  const [window] = await rowsIn<{ id: string; lasts: boolean }>(
    tx,
    `WITH made AS (
       INSERT INTO maintenance_windows (id, reason, from_at, until_at, planned_until)
       SELECT coalesce(fleet_change_set(), gen_random_uuid()), $1, greatest($2::timestamptz, $4::timestamptz), $3::timestamptz, $3::timestamptz
       WHERE $3::timestamptz > $4::timestamptz
       ON CONFLICT (id) DO NOTHING RETURNING id),
     known AS (
       SELECT id, until_at > $4::timestamptz AND until_at = planned_until AS lasts FROM maintenance_windows
       WHERE id = fleet_change_set() FOR SHARE)
     SELECT id, TRUE AS lasts FROM made UNION ALL SELECT id, lasts FROM known`,
    [reason, from, until, at],
  );
  if (!window?.lasts) return undefined;
  await rowsIn(
    tx,
    `INSERT INTO maintenance_periods (window_id, server_id, from_at, until_at, planned_until)
     SELECT w.id, server_id, greatest(w.from_at, $3::timestamptz), w.until_at, w.planned_until
     FROM maintenance_windows w, unnest($2::uuid[]) server_id WHERE w.id = $1 ORDER BY server_id`,
    [window.id, serverIds, at],
  );
  return window.id;
}

/** Ends what runs of these servers at that moment, but for the window `but`. A window of which nothing is left is over. */
export async function ended(tx: EntityManager, serverIds: string[], at: string, but?: string): Promise<void> {
  const cut = await rowsIn<{ window_id: string }>(
    tx,
    `WITH cut AS (
       UPDATE maintenance_periods SET until_at = $2, ended_at = $2, ended_change_set_id = fleet_change_set()
       WHERE server_id = ANY ($1::uuid[]) AND from_at <= $2 AND until_at > $2 AND window_id IS DISTINCT FROM $3::uuid RETURNING window_id)
     SELECT DISTINCT window_id FROM cut`,
    [serverIds, at, but ?? null],
  );
  await closeEmpty(
    tx,
    cut.map(({ window_id: id }) => id),
    at,
  );
}

/** Of these windows, those with no period that lasts are over. */
export async function closeEmpty(tx: EntityManager, windowIds: string[], at: string): Promise<void> {
  await rowsIn(
    tx,
    `UPDATE maintenance_windows w SET until_at = greatest(from_at, $2), updated_at = $2, version = version + 1
     WHERE id = ANY ($1::uuid[]) AND until_at > $2
       AND NOT EXISTS (SELECT FROM maintenance_periods p WHERE p.window_id = w.id AND p.until_at > $2)`,
    [windowIds, at],
  );
}
