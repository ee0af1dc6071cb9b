import { FleetInterval } from '../api/wire';
import { countOf } from '../ui/number';
import { minuteOf } from '../ui/time';

/** One bar of the day: shares from 0 to 1, or nobody was looking. */
export interface DayBar {
  isGap: boolean;
  healthy: number;
  degraded: number;
  unhealthy: number;
  /** What the bar says, in words. */
  words: string;
}

/** What happened stays visible: a share that is not nothing has at least this much of the bar. */
const leastShare = 0.08;

export function barOf({ from, to, healthy, degraded, unhealthy, unknown }: FleetInterval): DayBar {
  const when = `${minuteOf(from)}–${minuteOf(to)} UTC`;
  if (healthy === null || degraded === null || unhealthy === null || unknown === null) {
    return { isGap: true, healthy: 0, degraded: 0, unhealthy: 0, words: `${when}: nobody was looking` };
  }
  const all = healthy + degraded + unhealthy + unknown;
  const share = (count: number) => (all === 0 || count === 0 ? 0 : Math.max(leastShare, count / all));
  const words = [`${countOf(healthy)} of ${countOf(all)} healthy`];
  if (unhealthy > 0) words.push(`${countOf(unhealthy)} unhealthy`);
  if (degraded > 0) words.push(`${countOf(degraded)} degraded`);
  if (unknown > 0) words.push(`${countOf(unknown)} unknown`);
  return {
    isGap: all === 0,
    healthy: share(healthy),
    degraded: share(degraded),
    unhealthy: share(unhealthy),
    words: `${when}: ${words.join(', ')}`,
  };
}

/** Of all that was watched in the day, the share that was healthy; `null` when nothing was. */
export function shareHealthy(intervals: readonly FleetInterval[]): number | null {
  let healthy = 0;
  let all = 0;
  for (const interval of intervals) {
    if (interval.healthy === null) continue;
    healthy += interval.healthy;
    all += interval.healthy + (interval.degraded ?? 0) + (interval.unhealthy ?? 0) + (interval.unknown ?? 0);
  }
  return all === 0 ? null : healthy / all;
}
