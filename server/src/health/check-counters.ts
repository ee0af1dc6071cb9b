import { Injectable } from '@nestjs/common';
import { Cache } from '../cache/cache.js';

const sliceSeconds = 10;
/** A minute of whole slices, and the one before it, which tells whether anything was counted before them. */
const slicesRead = 7;
const liveSeconds = (slicesRead + 2) * sliceSeconds;

export interface Rates {
  perSecond: number | null;
  failedPerSecond: number | null;
}

const unknown: Rates = { perSecond: null, failedPerSecond: null };

/** How many checks were looked at and how many of them failed, in slices of ten seconds, by all processes that share a cache. */
@Injectable()
export class CheckCounters {
  private readonly begunIn = sliceAt(Date.now());

  constructor(private readonly cache: Cache) {}

  async count(now: number, looks: number, failed: number): Promise<void> {
    const slice = sliceAt(now);
    await this.cache.increment(`checks:${slice}`, looks, liveSeconds);
    await this.cache.increment(`checks-failed:${slice}`, failed, liveSeconds);
  }

  /** Of the last minute, a second; of less where the counting is younger. Unknown before ten seconds have passed, and while the cache is away. */
  async rates(now: number): Promise<Rates> {
    const current = sliceAt(now);
    const slices = Array.from({ length: slicesRead }, (_, i) => current - slicesRead + i);
    const read = (name: string) =>
      Promise.all(slices.map(async (slice) => (await this.cache.get<number>(`${name}:${slice}`)) ?? 0));
    try {
      const [looks, failed] = await Promise.all([read('checks'), read('checks-failed')]);
      return ratesOf(looks, failed, current - this.begunIn < slicesRead);
    } catch {
      return unknown;
    }
  }
}

/**
 * From counts of slices, oldest first, of which the first lies before the minute. A slice in which the counting began was not counted whole: when
 * nothing is older than it and this process is young, it is left out.
 */
export function ratesOf(looks: number[], failed: number[], isYoung: boolean): Rates {
  const begun = looks.findIndex((count) => count > 0);
  const first = isYoung && begun !== 0 ? (begun < 0 ? looks.length : begun) + 1 : 1;
  const seconds = (looks.length - first) * sliceSeconds;
  if (seconds <= 0) return unknown;
  const rate = (counts: number[]) => counts.slice(first).reduce((sum, count) => sum + count, 0) / seconds;
  return { perSecond: rate(looks), failedPerSecond: rate(failed) };
}

function sliceAt(time: number): number {
  return Math.floor(time / (sliceSeconds * 1_000));
}
