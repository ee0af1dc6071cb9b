import { phaseParts } from '../inventory/next-check.js';

/** A check that a sweep has to look at. */
export interface DueCheck {
  id: string;
  server_id: string;
  type: string;
  target: string;
  hostname: string;
  settings: CheckSettings;
  status: 'unknown' | 'healthy' | 'degraded' | 'unhealthy';
  history: number;
  unseen: number;
  code: string | null;
  /** Its interval. */
  seconds: number;
  phase: number;
}

/** Seconds that were missed (a stalled process, a locked table) and are still made up for; what is older comes again in its turn. */
export const catchUpSeconds = 3;

/** What is due in one second (Unix time). */
export interface Slice {
  second: number;
  /** When the table was read, in ms since the epoch. */
  readAt: number;
  due: DueCheck[];
}

export interface CheckSettings {
  port: number;
  timeoutMs: number;
  severity: 'critical' | 'warning';
  failAfter: number;
  recoverAfter: number;
  warnMs: number | null;
}

const columns = `c.id, c.server_id, c.type, c.target, c.hostname, c.settings, c.status, c.history, c.unseen, c.code, c.phase`;

/**
 * The checks of one second: for each distinct interval the range of phases whose turn it is. Nothing is written to schedule, so
 * the rows stay HOT. Plan: a loose index scan over the few distinct intervals, then an index range scan of `checks_due` for each
 * (which OFFSET keeps apart: the planner takes a range that it does not know for much, and would rather read all checks each second).
 * $1: the second (Unix time), $2: the default interval in seconds.
 */
export const dueInSecond = `
  WITH RECURSIVE intervals AS (
    SELECT min(interval_seconds) AS stored FROM checks
    UNION ALL
    SELECT (SELECT min(interval_seconds) FROM checks WHERE interval_seconds > stored) FROM intervals WHERE stored IS NOT NULL
  ), turns AS (
    SELECT stored, (($1::bigint % seconds) * ${phaseParts} + seconds - 1) / seconds AS first, (($1::bigint % seconds + 1) * ${phaseParts} + seconds - 1) / seconds AS beyond, seconds
    FROM (SELECT stored, coalesce(nullif(stored, 0), $2::integer) AS seconds FROM intervals WHERE stored IS NOT NULL) known
  )
  SELECT ${columns}, seconds FROM turns, LATERAL (
    SELECT * FROM checks WHERE interval_seconds = stored AND phase >= first AND phase < beyond OFFSET 0) c`;

/** The checks of some servers, whatever their turn. $1: ids. */
export const checksOfServers = `SELECT ${columns}, 0 AS seconds FROM checks c WHERE c.server_id = ANY ($1::uuid[]) ORDER BY c.server_id, c.ordinal`;

/** When within its second a check is due, in ms. */
export function offsetMs(phase: number, intervalSeconds: number): number {
  const seconds = (phase / phaseParts) * intervalSeconds;
  return Math.floor((seconds - Math.floor(seconds)) * 1_000);
}
