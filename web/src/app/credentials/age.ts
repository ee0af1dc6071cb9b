import { Credential } from '../api/wire';

const dayMs = 86_400_000;
/** From when on a key without a schedule is called old. */
const oldAfterDays = 90;
const soonDays = 14;

type Tone = 'plain' | 'poor' | 'bad';

/** How old the key is that servers know now, and whether somebody should see to it. */
export function ageOf(
  { createdAt, rotatedAt, rotateEveryDays }: Credential,
  now: number,
): { days: number; tone: Tone } {
  const days = Math.floor((now - Date.parse(rotatedAt ?? createdAt)) / dayMs);
  return { days, tone: days >= (rotateEveryDays ?? oldAfterDays) ? 'poor' : 'plain' };
}

/** In how many days it ends; negative when it ended. */
export function endOf({ expiresAt }: Credential, now: number): { days: number; tone: Tone } | null {
  if (expiresAt === null) return null;
  const days = Math.ceil((Date.parse(expiresAt) - now) / dayMs);
  return { days, tone: days <= 0 ? 'bad' : days <= soonDays ? 'poor' : 'plain' };
}
