import { Inject, Injectable, Logger } from '@nestjs/common';
import { Cache } from '../cache/cache.js';
import { Broadcast } from '../cache/broadcast.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import type { Result } from './batch.js';

/** The latest look at a server. */
export interface Observed {
  id: string;
  latencyMs: number | null;
  lastCheckedAt: string;
}

const countersLiveSeconds = 120;

/** What was seen last, for whoever wants it fresher than the next page: kept in the cache, counted, and told to all processes. */
@Injectable()
export class Snapshots {
  private readonly log = new Logger('monitor');
  private readonly lifeSeconds: number;
  private isAway = false;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly cache: Cache,
    private readonly broadcast: Broadcast,
  ) {
    this.lifeSeconds = 3 * config.checkIntervalSeconds + 5;
  }

  /** Never rejects: what is lost here is in the database, and comes again with the next look. */
  async keep(results: Result[]): Promise<void> {
    const items = results.map(({ serverId, latencyMs, at }) => ({
      id: serverId,
      latencyMs,
      lastCheckedAt: new Date(at).toISOString(),
    }));
    try {
      await this.broadcast.send('observed', items);
      await this.cache.setMany(
        items.map((item) => [`health:${item.id}`, item]),
        this.lifeSeconds,
      );
      await this.count(results);
      this.isAway = false;
    } catch (error) {
      if (!this.isAway) this.log.warn(`health snapshots are not cached for now (${(error as Error).message})`);
      this.isAway = true;
    }
  }

  /** Checks of the minute that ended last, a second. */
  async rates(now: number): Promise<{ perSecond: number; failedPerSecond: number }> {
    const minute = Math.floor(now / 60_000);
    const read = async (name: string) =>
      (await this.cache.increment(`${name}:${minute - 1}`, 0, countersLiveSeconds)) / 60;
    return { perSecond: await read('checks'), failedPerSecond: await read('checks-failed') };
  }

  private async count(results: Result[]): Promise<void> {
    const minute = Math.floor(Date.now() / 60_000);
    await this.cache.increment(`checks:${minute}`, results.length, countersLiveSeconds);
    await this.cache.increment(
      `checks-failed:${minute}`,
      results.filter((result) => !result.isUp).length,
      countersLiveSeconds,
    );
  }
}
