import { countedTo, seek, sortOf, sortValues, type Seek } from '../database/keyset.js';
import type { AuditQuery } from './audit.dto.js';

export interface Statement {
  text: string;
  values: unknown[];
}

/** The statements of a search: a page of one entry more than asked for, and how many there are as far as they are counted. */
export interface Search {
  page: Statement;
  count: Statement;
  start: Seek;
}

export const newestFirst = sortOf('-at', { at: { expression: 'a.at', type: 'timestamptz' } }, 'a.id');

type Conditions = { [Name in keyof AuditQuery]?: (place: string) => string };

/** What an entry itself must be like, each with an index of its own that ends in the order of the list. */
const direct: Conditions = {
  subject: (place) => `a.subject_id = ${place}::uuid`,
  actor: (place) => `a.actor_id = ${place}::uuid`,
  actorName: (place) => `lower(a.actor_name) = lower(${place})`,
  requestId: (place) => `a.request_id = ${place}`,
  changeSet: (place) => `a.change_set_id = ${place}::uuid`,
  ip: (place) => `a.ip = ${place}::inet`,
  from: (place) => `a.at >= ${place}::timestamptz`,
  to: (place) => `a.at < ${place}::timestamptz`,
  reason: (place) => `a.reason ILIKE ${place}`,
};

/** What all entries of a kind have in common. */
const ofKind: Conditions = {
  subjectType: (place) => `a.subject_type = ${place}`,
  action: (place) => `(a.action = ${place} OR right(${place}, 2) = '.*' AND starts_with(a.action, left(${place}, -1)))`,
  field: (place) => `(coalesce(a.before, '{}') ? ${place} OR coalesce(a.after, '{}') ? ${place})`,
};

/** These name so few entries that their kinds need not be told apart. */
const selective: readonly (keyof AuditQuery)[] = ['subject', 'actor', 'actorName', 'requestId', 'changeSet'];

/**
 * Newest first, and in milliseconds however many entries there are: the page is read from an index in its order, never sorted out of
 * all that match. Where only kinds are asked for (an action, a field), the meant ones are found by leaping through `audit_by_kind`
 * from kind to kind, each gives as many entries as a page needs, and of those the newest are taken.
 */
export function searchOf({ limit = 50, cursor, ...wanted }: AuditQuery): Search {
  const values: unknown[] = [];
  const conditions = (of: Conditions): string[] =>
    Object.entries(of).flatMap(([name, condition]) => {
      const value = wanted[name as keyof typeof wanted];
      return value === undefined
        ? []
        : [condition(`$${values.push(name === 'reason' ? containing(String(value)) : value)}`)];
    });
  const byEntry = conditions(direct);
  const byKind = conditions(ofKind);
  const isByKind = byKind.length > 0 && selective.every((name) => wanted[name as keyof typeof wanted] === undefined);
  const counted = [...values];
  const start = seek(newestFirst, cursor, values);

  const among = (columns: string, where: string[], ending: string): string =>
    isByKind
      ? `SELECT entries.* FROM kinds CROSS JOIN LATERAL (
           SELECT ${columns} FROM audit a WHERE ${['a.kind = kinds.kind', ...where].join(' AND ')} ${ending}) entries`
      : `SELECT ${columns} FROM audit a WHERE ${[...byKind, ...where, 'TRUE'].join(' AND ')}`;
  const withKinds = isByKind ? leapingTo(byKind.join(' AND ')) : '';
  const order = `ORDER BY ${start.orderBy} LIMIT ${limit + 1}`;

  const page = among(`a.*, ${sortValues(newestFirst)}`, [...byEntry, start.where], order);
  const count = among('1', byEntry, `LIMIT ${countedTo + 1}`);
  return {
    page: {
      text: `${withKinds}SELECT page.*, s.position, encode(s.hash, 'hex') AS hash
        FROM (${page} ${isByKind ? order.replaceAll('a.', 'entries.') : order}) page LEFT JOIN audit_seals s ON s.audit_id = page.id
        ORDER BY ${start.orderBy.replaceAll('a.', 'page.')}`,
      values,
    },
    count: {
      text: `${withKinds}SELECT count(*)::integer AS count FROM (${count} LIMIT ${countedTo + 1}) counted`,
      values: counted,
    },
    start,
  };
}

/** One entry of each kind, by one look into the index a kind; kept are the kinds whose entry meets the condition. */
function leapingTo(condition: string): string {
  const next = (where: string) =>
    `SELECT a.kind, ${condition} AS is_meant FROM audit a ${where} ORDER BY a.kind, a.at, a.id LIMIT 1`;
  return `WITH RECURSIVE every_kind AS (
      (${next('')}) UNION ALL
      SELECT following.* FROM every_kind CROSS JOIN LATERAL (${next('WHERE a.kind > every_kind.kind')}) following
    ), kinds AS (SELECT kind FROM every_kind WHERE is_meant) `;
}

/** The pattern of LIKE for a text that stands anywhere within. */
function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}
