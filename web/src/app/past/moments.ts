import { AuditEntry } from '../api/wire';

/** How far back the slider reaches. Its step is about what a hand can tell apart on it. */
export interface Reach {
  name: string;
  ms: number;
  stepMs: number;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

export const reaches: readonly Reach[] = [
  { name: '1 h', ms: hour, stepMs: 10_000 },
  { name: '24 h', ms: day, stepMs: 2 * minute },
  { name: '7 d', ms: 7 * day, stepMs: 15 * minute },
  { name: '30 d', ms: 30 * day, stepMs: hour },
];

/** Something that changed, at its place between the ends of the slider, from 0 to 1. */
export interface Tick {
  at: number;
  place: number;
  words: string;
}

/** The shortest reach in which the moment still is. */
export function reachOf(at: number, now: number): Reach {
  return reaches.find(({ ms }) => now - at <= ms) ?? reaches.at(-1)!;
}

/** Changes as ticks, the oldest first, each at the first whole second at which it was true. */
export function ticksOf(entries: readonly AuditEntry[], from: number, to: number): Tick[] {
  return entries
    .map((entry) => ({ entry, at: Math.floor(Date.parse(entry.at) / 1000) * 1000 + 1000 }))
    .filter(({ at }) => at > from && at < to)
    .map(({ entry, at }) => ({ at, place: (at - from) / (to - from), words: wordsOf(entry) }))
    .sort((one, other) => one.at - other.at);
}

/** The change before and the one behind a moment. */
export function around(ticks: readonly Tick[], at: number): { before: Tick | null; behind: Tick | null } {
  return {
    before: ticks.findLast((tick) => tick.at < at) ?? null,
    behind: ticks.find((tick) => tick.at > at) ?? null,
  };
}

function wordsOf({ subject, action }: AuditEntry): string {
  return `${subject.name ?? 'a server'} ${action.replace(/^\w+\./, '')}`;
}
