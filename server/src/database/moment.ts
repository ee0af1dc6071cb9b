/** As a session that speaks UTC prints a time, by itself or in JSON. */
const printed = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)?\+00(?::00)?$/;

/** The time that PostgreSQL prints with microseconds and an offset, with milliseconds and Z as all our times are. Nothing is rounded up. */
export function isoOf(time: string): string {
  if (!printed.test(time)) return new Date(time).toISOString();
  const milliseconds = time[19] === '.' ? time.slice(20, time.indexOf('+')).padEnd(3, '0').slice(0, 3) : '000';
  return `${time.slice(0, 10)}T${time.slice(11, 19)}.${milliseconds}Z`;
}
