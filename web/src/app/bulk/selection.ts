/**
 * Which servers are meant: those with these ids or, when there is a query, all that match it but those. So all of a
 * million can be chosen without naming one.
 */
export interface Selection {
  readonly q: string | null;
  readonly ids: ReadonlySet<string>;
}

/** As a request names them. */
export type Select = { ids: string[] } | { q: string };

export const nobody: Selection = { q: null, ids: new Set() };

/** A query has room for these. */
const mostExceptions = 40;

export function everybody(q: string): Selection {
  return { q, ids: new Set() };
}

export function isChosen({ q, ids }: Selection, id: string): boolean {
  return ids.has(id) === (q === null);
}

export function isNobody({ q, ids }: Selection): boolean {
  return q === null && ids.size === 0;
}

/** With this server chosen, or no longer. A query that has no room for another exception stays as it is. */
export function toggled(selection: Selection, id: string): Selection {
  const ids = new Set(selection.ids);
  if (!ids.delete(id)) ids.add(id);
  return selection.q !== null && ids.size > mostExceptions ? selection : { ...selection, ids };
}

/** With all of these chosen too. */
export function including({ q, ids }: Selection, more: readonly string[]): Selection {
  return { q, ids: q === null ? new Set([...ids, ...more]) : new Set([...ids].filter((id) => !more.includes(id))) };
}

/** How many that is, when so many match the query. */
export function chosenCount({ q, ids }: Selection, matching: number): number {
  return q === null ? ids.size : Math.max(0, matching - ids.size);
}

export function selectOf({ q, ids }: Selection): Select {
  if (q === null) return { ids: [...ids] };
  const exceptions = [...ids].map((id) => `-id:${id}`);
  const isAlone = q.trim() === '' || exceptions.length === 0;
  return { q: [isAlone ? q.trim() : `(${q.trim()})`, ...exceptions].filter((part) => part !== '').join(' ') };
}
