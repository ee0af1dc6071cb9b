/** Phases are dealt over 2^20 parts of an interval. */
export const phaseParts = 1_048_576;

/** When a check is due next, in ms since the epoch: a check of phase p is due whenever the time within its interval is p of it. */
export function nextCheckAt(nowMs: number, intervalSeconds: number, phase: number): number {
  const intervalMs = intervalSeconds * 1_000;
  const offsetMs = (phase / phaseParts) * intervalMs;
  const begun = nowMs - (nowMs % intervalMs);
  return begun + offsetMs > nowMs ? begun + offsetMs : begun + intervalMs + offsetMs;
}
