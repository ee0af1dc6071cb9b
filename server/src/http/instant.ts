const rfc3339 =
  /^(?<date>(?!0000)\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** The moment that an RFC 3339 text means, to the millisecond; undefined when it is none, or a day that no calendar has. */
export function instantIn(text: string): Date | undefined {
  const date = rfc3339.exec(text)?.groups?.['date'];
  if (date === undefined) return undefined;
  // JavaScript takes February 30th for March 2nd.
  const day = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(day.getTime()) || !day.toISOString().startsWith(date)) return undefined;
  return new Date(text);
}
