import type { SystemAnswer } from './telemetry.js';
import { countIn, wholeOf } from './words.js';

/** `{ 0.35 0.26 0.20 }` */
export function loadOf(lines: readonly string[] = []): SystemAnswer['load'] {
  const match = /^\{ (\d+\.\d+) (\d+\.\d+) (\d+\.\d+) \}$/.exec(lines[0]?.trim() ?? '');
  const [m1, m5, m15] = match?.slice(1).map(countIn) ?? [];
  return typeof m1 === 'number' && typeof m5 === 'number' && typeof m15 === 'number' ? { m1, m5, m15 } : null;
}

/** From `{ sec = 1716800000, usec = 123456 } Mon May 27 …` to its own now, whatever clock it has. */
export function uptimeOf(boot: readonly string[] = [], time: readonly string[] = []): number | null {
  const since = countIn(/\bsec = (\d+)/.exec(boot[0] ?? '')?.[1]);
  const now = countIn(time[0]);
  return since === null || since === 0 || now === null ? null : wholeOf(now - since);
}
