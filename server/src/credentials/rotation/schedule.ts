const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/**
 * When a key is due that is to be replaced every so many days. Credentials that were made together are not due together: each has
 * its own place within a tenth of its time, a day at most, which follows from its id.
 */
export function dueAt(since: Date, everyDays: number, credentialId: string): Date {
  const spreadMs = Math.min(dayMs, (everyDays * dayMs) / 10);
  const place = Number.parseInt(credentialId.replaceAll('-', '').slice(-8), 16) / 2 ** 32;
  return new Date(since.getTime() + everyDays * dayMs + Math.floor(place * spreadMs));
}
