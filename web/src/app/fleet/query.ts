import { healthStatuses, lifecycles } from '../api/wire';

/** What the console itself puts into a query, one term a field. The language belongs to the server. */
export type Axis = 'health' | 'lifecycle';

/** The terms of a query as they were typed; a quoted phrase is one term. */
export function termsOf(q: string): string[] {
  return q.match(/-?(?:[\w.]+:)?"[^"]*"?|\S+/g) ?? [];
}

/** The value that `q` asks for on this axis, when it asks for exactly one of the known. */
export function chosen(q: string, axis: Axis): string | null {
  const known: readonly string[] = axis === 'health' ? healthStatuses : lifecycles;
  const value = termsOf(q)
    .find((term) => term.startsWith(`${axis}:`))
    ?.slice(axis.length + 1);
  return value !== undefined && known.includes(value) ? value : null;
}

/** The query that asks for `value` on this axis, or no longer asks when it did. All else stays as it was. */
export function toggled(q: string, axis: Axis, value: string): string {
  const rest = termsOf(q).filter((term) => !term.startsWith(`${axis}:`) && !term.startsWith(`-${axis}:`));
  return (chosen(q, axis) === value ? rest : [...rest, `${axis}:${value}`]).join(' ');
}

/** Whether the list shows deleted servers, of which the one thing to do is to restore them. */
export function asksForDeleted(q: string): boolean {
  return termsOf(q).some((term) => /^deleted:(true|yes|1)$/i.test(term));
}
