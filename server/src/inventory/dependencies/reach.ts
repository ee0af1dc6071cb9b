import { healthAt, versionsAt } from '../as-of.js';

export type Direction = 'upstream' | 'downstream';

/** The two ways along an edge: the column where one stands, and the one that it leads to. */
const ways = {
  upstream: { from: 'server_id', to: 'depends_on_id' },
  downstream: { from: 'depends_on_id', to: 'server_id' },
} as const;

/** Which servers there are, which edges hold and how healthy they are, as SQL: `holds` sees the edge as `d`, `health` joins `h` to `s`. */
export interface World {
  servers: string;
  holds: string;
  health: string;
}

export const present: World = {
  servers: 'servers',
  holds: 'd.valid_to IS NULL',
  health: 'JOIN server_health_now h ON h.server_id = s.id',
};

/** The world at a moment, given as a placeholder. */
export function pastAt(at: string): World {
  return {
    servers: versionsAt(at),
    holds: `d.valid_from <= ${at}::timestamptz AND (d.valid_to IS NULL OR d.valid_to > ${at}::timestamptz)`,
    health: healthAt(at),
  };
}

/** A SELECT of the ids one step from those servers `s` for whom the condition holds. */
export function stepFrom(direction: Direction, condition: string, { servers, holds }: World): string {
  const { from, to } = ways[direction];
  return `SELECT d.${to} FROM ${servers} s JOIN dependencies d ON d.${from} = s.id AND ${holds} WHERE ${condition}`;
}

/** A SELECT of the living servers one step away, at most so many, in the order of the index. The parameters are placeholders. */
export function neighbours(
  direction: Direction,
  server: string,
  most: string,
  { servers, holds, health }: World = present,
): string {
  const { from, to } = ways[direction];
  return `SELECT '${direction}' AS direction, s.id, s.hostname, s.lifecycle, h.status, d.note, d.valid_from
    FROM dependencies d JOIN ${servers} s ON s.id = d.${to} AND s.deleted_at IS NULL ${health}
    WHERE d.${from} = ${server} AND ${holds} ORDER BY d.${to} LIMIT ${most}`;
}

/** Where a walk begins and how far it goes. `root` and `depth` are placeholders. */
interface Walk {
  root: string;
  depth: string;
  /** When so many have been seen, no further step is taken. */
  enough: number;
  /** No step is longer than this. */
  most: number;
}

/**
 * A recursive CTE `name(depth, level, seen)`: a row for each step away from the root, with the living servers that are
 * that far on the shortest way. No server is met twice. Of each server no more neighbours than `most` are read, in the order
 * of the index, so that one that everybody needs costs no more than its share.
 */
export function levels(
  name: string,
  direction: Direction,
  { root, depth, enough, most }: Walk,
  { servers, holds }: World = present,
): string {
  const { from, to } = ways[direction];
  return `${name}(depth, level, seen) AS (
    SELECT 0, ARRAY[${root}::uuid], ARRAY[${root}::uuid]
    UNION ALL
    SELECT ${name}.depth + 1, next.level, ${name}.seen || next.level
    FROM ${name} CROSS JOIN LATERAL (
      SELECT array_agg(fresh.id) AS level FROM (
        SELECT DISTINCT beyond.id FROM unnest(${name}.level) AS here(id) CROSS JOIN LATERAL (
          SELECT d.${to} AS id FROM dependencies d JOIN ${servers} s ON s.id = d.${to} AND s.deleted_at IS NULL
          WHERE d.${from} = here.id AND ${holds} AND d.${to} <> ALL (${name}.seen)
          ORDER BY d.${to} LIMIT ${most}) beyond
        ORDER BY beyond.id LIMIT ${most}) fresh) next
    WHERE ${name}.depth < ${depth} AND cardinality(${name}.seen) <= ${enough} AND next.level IS NOT NULL)`;
}

/**
 * A recursive CTE `name(id)`: the servers of `seeds` (a SELECT of ids) and every living one that can be reached from them.
 * Read with a limit it stops there, and has found the nearest.
 */
export function closure(
  name: string,
  direction: Direction,
  seeds: string,
  { servers, holds }: World = present,
): string {
  const { from, to } = ways[direction];
  return `${name}(id) AS (
    ${seeds}
    UNION
    SELECT d.${to} FROM ${name} JOIN dependencies d ON d.${from} = ${name}.id AND ${holds}
      JOIN ${servers} s ON s.id = d.${to} AND s.deleted_at IS NULL)`;
}
