import type { HealthStatus, Uptime } from './health.dto.js';

export interface Transition {
  at: Date;
  from: HealthStatus;
  to: HealthStatus;
}

const dayMs = 86_400_000;

/** Shares of the watched time in which the server was reachable. Time in which nobody knows counts neither for nor against. */
export function uptime(transitions: Transition[], current: HealthStatus, createdAt: Date, now: Date): Uptime {
  const share = (days: number) =>
    reachableShare(transitions, current, Math.max(createdAt.getTime(), now.getTime() - days * dayMs), now.getTime());
  return { h24: share(1), d7: share(7), d30: share(30) };
}

/** `transitions` oldest first. */
function reachableShare(transitions: Transition[], current: HealthStatus, fromMs: number, toMs: number): number | null {
  let watchedMs = 0;
  let reachableMs = 0;
  let begun = fromMs;
  const count = (status: HealthStatus, untilMs: number) => {
    const length = Math.max(0, untilMs - begun);
    begun = Math.max(begun, untilMs);
    if (status === 'unknown') return;
    watchedMs += length;
    if (status !== 'unhealthy') reachableMs += length;
  };
  for (const { at, from } of transitions) count(from, at.getTime());
  count(transitions.at(-1)?.to ?? current, toMs);
  return watchedMs === 0 ? null : reachableMs / watchedMs;
}
