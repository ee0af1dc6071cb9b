/** The moment that an address names, or `null` when it names none, or none that has been. */
export function momentIn(text: string | undefined, now: number): number | null {
  if (text === undefined || !/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) || at > now ? null : at;
}

/** As an address names it: whole seconds, UTC. */
export function named(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** What a box for a date and a time holds, in UTC. */
export function boxed(at: number): string {
  return new Date(at).toISOString().slice(0, 19);
}

/** The moment in such a box; `null` when it is not filled, or in the future. */
export function unboxed(text: string, now: number): number | null {
  return momentIn(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(text) ? `${text}Z` : undefined, now);
}
