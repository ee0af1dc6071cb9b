/** How long nobody is to be called, as one chooses it; `end` ends it. */
export const silences = ['30m', '2h', '8h', 'at', 'end'] as const;
export type Silence = (typeof silences)[number];

export interface SilenceDraft {
  silence: Silence;
  /** Of the choice `at`: a minute in UTC, as a field for date and time has it. */
  silentUntil: string;
}

export const newSilence: SilenceDraft = { silence: '2h', silentUntil: '' };

const minute = 60_000;
const lengths: Partial<Record<Silence, number>> = { '30m': 30 * minute, '2h': 120 * minute, '8h': 480 * minute };

export const silenceWords: Record<Silence, string> = {
  '30m': '30 minutes',
  '2h': '2 hours',
  '8h': '8 hours',
  at: 'Until …',
  end: 'End it now',
};

/** When it ends, counted from now; null for at once, undefined while nothing is said. */
export function endOf({ silence, silentUntil }: SilenceDraft, now: number): string | null | undefined {
  if (silence === 'end') return null;
  if (silence === 'at') return momentIn(silentUntil)?.toISOString();
  return new Date(now + (lengths[silence] ?? 0)).toISOString();
}

export function silenceFault({ silence, silentUntil }: SilenceDraft, now: number): string | null {
  if (silence !== 'at' || silentUntil === '') return null;
  const moment = momentIn(silentUntil);
  if (!moment) return 'A day and a time, in UTC.';
  return moment.getTime() <= now ? 'That is over already.' : null;
}

function momentIn(text: string): Date | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text)) return undefined;
  const moment = new Date(`${text}Z`);
  return Number.isNaN(moment.getTime()) ? undefined : moment;
}
