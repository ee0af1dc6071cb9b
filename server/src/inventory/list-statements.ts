import { countedTo, sortValues, type Seek, type SortKey } from '../database/keyset.js';
import { rowsFor } from './server-rows.js';

export interface ListOf {
  /** The condition of the query. */
  where: string;
  sort: SortKey[];
  start: Seek;
  limit: number;
  /** What a page carries over `s` and `h`, the states of the checks of `page`, and columns over it. */
  columns: string;
  states: string;
  beside: string;
}

/**
 * One more than a page of what matches, in the order of the list, as `page` with an `ordinal`. Health is joined before the order only if it
 * has a say in it.
 */
export function pageStatement({ where, sort, start, limit, columns, states, beside }: ListOf): string {
  const values = sortValues(sort);
  const from = rowsFor([where, start.where, start.orderBy, values].join(' '));
  return `SELECT page.*, states.check_states, ${beside} FROM (
      SELECT ${columns}, s.sort_values, s.ordinal FROM (
        SELECT ordered.*, row_number() OVER () AS ordinal FROM (
          SELECT s.*, ${values} FROM ${from} WHERE ${where} AND ${start.where} ORDER BY ${start.orderBy} LIMIT ${limit + 1}) ordered) s
      JOIN server_health_now h ON h.server_id = s.id) page
    ${states} ORDER BY page.ordinal`;
}

/**
 * How many match, counted up to one more than `countedTo`, and the ids of those that are counted to their end, as one text: what few match
 * is found first and sorted then. Left alone, the planner may hope to meet them soon when it walks the fleet in the order of the list, and
 * be wrong by seconds.
 */
export function foundStatement(where: string): string {
  return `SELECT count(*)::integer AS count, CASE WHEN count(*) <= ${countedTo} THEN array_agg(id)::text END AS ids
    FROM (SELECT s.id FROM ${rowsFor(where)} WHERE ${where} LIMIT ${countedTo + 1}) found`;
}

/** The condition of those whose ids are the first parameter. Worded so that its plan does not depend on how many they are, and is kept. */
export const amongIds = 's.id = ANY (ARRAY(SELECT unnest($1::uuid[])))';
