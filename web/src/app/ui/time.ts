const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** A length of time in its largest sensible unit: `0.3 s`, `12 s`, `4 min`, `20 h`, `6 d`. Never negative. */
export function spanOf(ms: number): string {
  if (ms < 9_950) return `${(Math.max(0, ms) / second).toFixed(1)} s`;
  return coarse(ms);
}

/** The same without tenths of a second, for what happened to a server. */
export function spanSince(at: string | null, now: number): string {
  return at === null ? '–' : coarse(Math.max(0, now - Date.parse(at)));
}

/** As words, for a sentence: `4 minutes`, `1 hour`. */
export function wordsSince(at: string, now: number): string {
  return wordsOf(now - Date.parse(at));
}

/** The same of what is to come. */
export function wordsUntil(at: string, now: number): string {
  return wordsOf(Date.parse(at) - now);
}

function wordsOf(span: number): string {
  const ms = Math.max(0, span);
  if (ms < minute) return counted(Math.round(ms / second), 'second');
  if (ms < 90 * minute) return counted(Math.round(ms / minute), 'minute');
  if (ms < 48 * hour) return counted(Math.round(ms / hour), 'hour');
  return counted(Math.round(ms / day), 'day');
}

/** The time of day in UTC, with the date when it is not today's. */
export function clockOf(at: string | number | null, now: number): string {
  if (at === null) return '–';
  const iso = new Date(at).toISOString();
  const today = new Date(now).toISOString().slice(0, 10);
  const time = iso.slice(11, 19);
  return iso.startsWith(today) ? time : `${iso.slice(0, 10)} ${time}`;
}

/** `15:42`, UTC. */
export function minuteOf(at: string | number): string {
  return new Date(at).toISOString().slice(11, 16);
}

function coarse(ms: number): string {
  if (ms < minute) return `${Math.round(ms / second)} s`;
  if (ms < 90 * minute) return `${Math.round(ms / minute)} min`;
  if (ms < 48 * hour) return `${Math.round(ms / hour)} h`;
  return `${Math.round(ms / day)} d`;
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
