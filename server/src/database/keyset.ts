import { isIP } from 'node:net';
import { BadRequest } from '../http/domain-error.js';
import { instantIn } from '../http/instant.js';
import type { Total } from '../http/page.js';

/** One column of an order. Columns that may be null sort their nulls last in either direction. */
export interface SortKey {
  /** As in the URL. */
  name: string;
  /** SQL that yields the value. */
  expression: string;
  /** SQL type that a cursor's value is cast to. */
  type: string;
  nullable?: boolean;
  descending: boolean;
}

interface Cursor {
  sort: string;
  backwards: boolean;
  values: (string | null)[];
}

/** `-health,hostname` of these keys. The tie-breaker (last key, unique and not null) makes the order total. */
export function sortOf(
  text: string,
  keys: Record<string, Omit<SortKey, 'name' | 'descending'>>,
  tieBreaker: string,
): SortKey[] {
  const sort = text.split(',').map((part) => {
    const descending = part.startsWith('-');
    const name = descending ? part.slice(1) : part;
    const key = Object.hasOwn(keys, name) ? keys[name] : undefined;
    if (!key) {
      const message = `\`${name}\` is not a field to sort by (possible: ${Object.keys(keys).join(', ')}).`;
      throw new BadRequest('request.invalid', message, [{ pointer: '/sort', code: 'sort.unknown', message }]);
    }
    return { ...key, name, descending };
  });
  const last = sort.at(-1);
  return [...sort, { name: 'id', expression: tieBreaker, type: 'uuid', descending: last?.descending ?? false }];
}

/** Where a page begins: after (or, backwards, before) the row of a cursor. `params` grows by the values used. */
export interface Seek {
  where: string;
  orderBy: string;
  backwards: boolean;
}

/** @throws BadRequest when the cursor was made for another sort, or is none of ours */
export function seek(sort: SortKey[], cursor: string | undefined, params: unknown[]): Seek {
  const from = cursor === undefined ? undefined : decoded(cursor, sort);
  const backwards = from?.backwards ?? false;
  return {
    where: from ? after(sort, from, params) : 'TRUE',
    orderBy: sort
      .map((key) => `${key.expression} ${key.descending !== backwards ? 'DESC' : 'ASC'}${nulls(key, backwards)}`)
      .join(', '),
    backwards,
  };
}

/** PostgreSQL's own default (last when ascending, first when descending) is the reverse of ours for one direction each. */
function nulls(key: SortKey, backwards: boolean): string {
  if (!key.nullable) return '';
  return backwards ? ' NULLS FIRST' : ' NULLS LAST';
}

/**
 * "Comes after", spelt out key by key, since directions may differ: a > x OR (a = x AND (b < y OR …)).
 * When all keys run one way and none is null, a row comparison says the same and can use an index.
 */
function after(sort: SortKey[], { values, backwards }: Cursor, params: unknown[]): string {
  const place = (value: string | null, key: SortKey) => `$${params.push(value)}::${key.type}`;
  const oneWay = sort.every((key) => !key.nullable && key.descending === sort[0]?.descending);
  if (oneWay) {
    const left = sort.map((key) => key.expression).join(', ');
    const right = sort.map((key, at) => place(values[at] ?? null, key)).join(', ');
    return `(${left}) ${(sort[0]?.descending ?? false) !== backwards ? '<' : '>'} (${right})`;
  }
  return sort.reduceRight((rest, key, at) => {
    const value = values[at] ?? null;
    const later = key.descending !== backwards ? '<' : '>';
    const expression = key.expression;
    if (value === null) {
      const same = `(${expression} IS NULL AND ${rest})`;
      return backwards ? `(${expression} IS NOT NULL OR ${same})` : same;
    }
    const placed = place(value, key);
    const beyond =
      key.nullable && !backwards
        ? `(${expression} ${later} ${placed} OR ${expression} IS NULL)`
        : `${expression} ${later} ${placed}`;
    return `(${beyond} OR (${expression} = ${placed} AND ${rest}))`;
  }, 'FALSE');
}

/** How far a list counts what it does not show: nobody pages through more by hand. */
export const countedTo = 10_000;

/** The total of a list that was counted up to one more than `countedTo`. */
export function capped(count: number): Total {
  return { value: Math.min(count, countedTo), exact: count <= countedTo };
}

/** SQL of the values that a cursor of this sort needs, as one text array column named `sort_values`. */
export function sortValues(sort: SortKey[]): string {
  return `ARRAY[${sort.map((key) => `(${key.expression})::text`).join(', ')}] AS sort_values`;
}

/** The page of `rows`, of which one more than `limit` was asked for, in the order of the sort, with its cursors. */
export function pageFrom<Row extends { sort_values: (string | null)[] }>(
  rows: Row[],
  limit: number,
  sort: SortKey[],
  { backwards }: Seek,
  hadCursor: boolean,
): { rows: Row[]; nextCursor: string | null; prevCursor: string | null } {
  const more = rows.length > limit;
  const page = rows.slice(0, limit);
  if (backwards) page.reverse();
  const first = page[0];
  const last = page.at(-1);
  const hasNext = backwards ? hadCursor : more;
  const hasPrevious = backwards ? more : hadCursor;
  return {
    rows: page,
    nextCursor: hasNext && last ? encoded(sort, last.sort_values, false) : null,
    prevCursor: hasPrevious && first ? encoded(sort, first.sort_values, true) : null,
  };
}

function spelt(sort: SortKey[]): string {
  return sort.map((key) => (key.descending ? `-${key.name}` : key.name)).join(',');
}

function encoded(sort: SortKey[], values: (string | null)[], backwards: boolean): string {
  return Buffer.from(JSON.stringify([spelt(sort), backwards ? 1 : 0, ...values])).toString('base64url');
}

function decoded(text: string, sort: SortKey[]): Cursor {
  const refuse = (message: string) =>
    new BadRequest('request.invalid', message, [{ pointer: '/cursor', code: 'cursor.invalid', message }]);
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    throw refuse('The cursor is not one of ours.');
  }
  if (
    !Array.isArray(parts) ||
    parts.length !== sort.length + 2 ||
    !parts.slice(2).every((value) => value === null || typeof value === 'string')
  ) {
    throw refuse('The cursor is not one of ours, or belongs to another sort.');
  }
  const [made, backwards, ...values] = parts as [string, number, ...(string | null)[]];
  if (made !== spelt(sort)) throw refuse('The cursor belongs to another sort. Start again without it.');
  if (!values.every((value, at) => fits(value, sort[at]))) throw refuse('The cursor is not one of ours.');
  return { sort: made, backwards: backwards === 1, values };
}

/** As PostgreSQL prints them; anything else would be an error of the database. */
const isOfType: Record<string, (value: string) => boolean> = {
  uuid: (value) => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(value),
  integer: (value) => /^\d{1,9}$/.test(value),
  timestamptz: (value) => value.endsWith('+00') && instantIn(`${value.slice(0, -3).replace(' ', 'T')}Z`) !== undefined,
  inet: (value) => {
    const [address = '', bits = '0'] = value.split('/');
    const widest = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
    return /^\d{1,3}$/.test(bits) && Number(bits) <= widest && !address.includes('%');
  },
};

function fits(value: string | null, key: SortKey | undefined): boolean {
  if (value === null) return key?.nullable ?? false;
  return isOfType[key?.type ?? '']?.(value) ?? !value.includes('\0');
}
