import { runningAt } from './maintenance.js';

/** The columns of `servers` that a version is made of and that a list can need. */
const version = [
  ...[
    'id',
    'hostname',
    'external_id',
    'ip_address',
    'addresses',
    'lifecycle',
    'lifecycle_since',
    'environment',
    'region',
    'site',
  ],
  ...[
    'role',
    'owner',
    'provider',
    'os',
    'hardware',
    'ssh_port',
    'ssh_user',
    'ssh_credential_id',
    'tags',
    'template_id',
  ],
  ...[
    'template_version',
    'checks',
    'attributes',
    'notes',
    'created_at',
    'updated_at',
    'deleted_at',
    'version',
    'search_text',
  ],
].join(', ');

/**
 * The versions that were valid at `at` (a placeholder), as a row source. A version that still counts stands in `servers`, one that
 * was replaced in the history; both have an index in the order of names with the validity in it, so that a page in that order is a merge
 * (only while the two have no condition of their own: the planner then sees one table in two parts).
 */
export function versionsAt(at: string): string {
  return `(SELECT ${version} FROM (SELECT ${version}, valid_from, 'infinity'::timestamptz AS valid_to FROM servers
    UNION ALL SELECT ${version}, valid_from, valid_to FROM server_history) versions
    WHERE valid_from <= ${at}::timestamptz AND valid_to > ${at}::timestamptz)`;
}

/** One version of a server (placeholders or columns), the one that counts or a former one, as a row source. */
export function oneVersion(id: string, number: string): string {
  return `(SELECT ${version} FROM servers WHERE id = ${id} AND version = ${number}
    UNION ALL SELECT ${version} FROM server_history WHERE id = ${id} AND version = ${number})`;
}

/** Beside the status of `s` at that time. Who was in maintenance is known; the rest was not kept with each change of health. */
export function besideStatusAt(at: string): string {
  const moment = `${at}::timestamptz`;
  // OFFSET 0: looked up for each row, and never by reading all periods.
  const inMaintenance = `EXISTS (SELECT ${runningAt(moment)} AND p.server_id = s.id OFFSET 0)`;
  return `false AS flapping, NULL::uuid AS suppressed_by, ${inMaintenance} AS in_maintenance,
    CASE WHEN ${inMaintenance} THEN fleet_maintenance(s.id, ${moment}) END AS maintenance`;
}

/** The health of `s` at that time: what the last move before it led to. For the rows of one page. */
export function healthAt(at: string): string {
  return `LEFT JOIN LATERAL (
      SELECT t.to_status, t.at, t.reason FROM health_transitions t
      WHERE t.server_id = s.id AND t.at <= ${at}::timestamptz ORDER BY t.at DESC, t.id DESC LIMIT 1) last ON TRUE
    CROSS JOIN LATERAL (
      SELECT coalesce(last.to_status, 'unknown') AS status, coalesce(last.at, s.created_at) AS since, last.reason, ${besideStatusAt(at)}) h`;
}

/**
 * The health status of every `s` at that time, for conditions and counts over the whole fleet: what it is now, unless it moved
 * since; then what the first move after that time came from. Costs as much as there were moves since.
 */
export function statusesAt(at: string): string {
  return `LEFT JOIN server_health now ON now.server_id = s.id
    LEFT JOIN (
      SELECT DISTINCT ON (server_id) server_id, from_status FROM health_transitions
      WHERE at > ${at}::timestamptz ORDER BY server_id, at, id) next ON next.server_id = s.id
    CROSS JOIN LATERAL (
      SELECT coalesce(next.from_status, now.status, 'unknown') AS status, ${besideStatusAt(at)},
        CASE WHEN next.server_id IS NULL THEN now.since END AS since, CASE WHEN next.server_id IS NULL THEN now.reason END AS reason) h`;
}

/** Where `s` and `h` of these clauses come from, as the fleet was. Who does not ask for health does not pay for it. */
export function rowsAt(at: string, clauses: string[]): string {
  return `${versionsAt(at)} s ${clauses.some((clause) => /\bh\./.test(clause)) ? statusesAt(at) : ''}`;
}
