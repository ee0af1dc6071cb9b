/** The time that a text means, from its first millisecond up to but without `to`: a day is as long as a day. */
export interface Span {
  from: Date;
  to: Date;
}

const unitsMs: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 };
const dayMs = 86_400_000;
const form =
  /^(?<date>\d{4}-\d\d-\d\d)(?:T(?<minute>\d\d:\d\d)(?::(?<second>\d\d)(?:\.(?<fraction>\d{1,9}))?)?(?<zone>Z|[+-]\d\d:\d\d))?$/i;

/** `7d`: so long before now. */
export function ago(text: string, now: Date): Date | undefined {
  const [, count, unit] = /^(\d{1,6})([smhdw])$/i.exec(text) ?? [];
  const ms = unitsMs[unit?.toLowerCase() ?? ''];
  return ms === undefined ? undefined : known(new Date(now.getTime() - Number(count) * ms));
}

/** A date (of UTC) or a time of RFC 3339, seconds optional, as long as it is exact. */
export function spanOf(text: string): Span | undefined {
  const { date, minute, second, fraction, zone } = form.exec(text)?.groups ?? {};
  if (date === undefined || !isDay(date)) return undefined;
  if (minute === undefined || zone === undefined) return span(`${date}T00:00:00Z`, dayMs);
  const ms = (fraction ?? '').slice(0, 3).padEnd(3, '0');
  const lengthMs = fraction !== undefined ? 1 : second !== undefined ? 1_000 : 60_000;
  return span(`${date}T${minute}:${second ?? '00'}.${ms}${zone.toUpperCase()}`, lengthMs);
}

function span(iso: string, lengthMs: number): Span | undefined {
  const from = known(new Date(iso));
  return from && { from, to: new Date(from.getTime() + lengthMs) };
}

/** JavaScript makes 1 March of 30 February. */
function isDay(date: string): boolean {
  return !Number.isNaN(Date.parse(date)) && new Date(date).toISOString().startsWith(date);
}

/** PostgreSQL counts years from 1, and nothing of ours is older. */
function known(time: Date): Date | undefined {
  return time.getTime() >= Date.parse('0001-01-02T00:00:00Z') ? time : undefined;
}
