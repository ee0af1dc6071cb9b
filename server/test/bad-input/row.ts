/**
 * One malformed request and what is said of it. Paths may hold `{server}`, `{window}`, `{view}`, `{scan}`, `{credential}`, `{authority}`, `{user}` and `{me}`, which stand for the ids
 * of things that are there, and `{nobody}`, the id of nothing.
 */
export interface BadRow {
  says: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  /** Text is sent as it is, anything else as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
  /** 400 when it is not given. */
  status?: number;
  /** The pointer that the answer names. */
  at: string;
  /** The first wrong character, where a text is parsed. */
  position?: number;
}

/** Rows of one route that differ in their body: what it is, the body, the place that is wrong. */
export function bodies(
  method: BadRow['method'],
  path: string,
  rows: [says: string, body: unknown, at: string][],
): BadRow[] {
  return rows.map(([says, body, at]) => ({ says: `${method} ${path}: ${says}`, method, path, body, at }));
}

/** Rows that are only a query string: what is wrong in it, and where. */
export function queries(path: string, rows: [query: string, at: string, position?: number][]): BadRow[] {
  return rows.map(([query, at, position]) => ({
    says: `${path}?${query.slice(0, 80)}`,
    method: 'GET',
    path: `${path}?${query}`,
    at,
    ...(position === undefined ? {} : { position }),
  }));
}
