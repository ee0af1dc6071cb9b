import { Inject, Injectable, Logger } from '@nestjs/common';
import { Cache } from '../cache/cache.js';
import { Broadcast } from '../cache/broadcast.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import type { Result } from './batch.js';
import { CheckCounters } from './check-counters.js';

/**
 * What was seen last, for whoever wants it fresher than the next page: told to all processes, counted, and kept for programs that read Redis.
 * Within one process nobody reads it, and what is kept of each look is what the collector of garbage has to carry.
 */
@Injectable()
export class Snapshots {
  private readonly log = new Logger('monitor');
  private readonly lifeSeconds: number;
  private isAway = false;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly cache: Cache,
    private readonly broadcast: Broadcast,
    private readonly counters: CheckCounters,
  ) {
    this.lifeSeconds = 3 * config.checkIntervalSeconds + 5;
  }

  /** Never rejects: what is lost here is in the database, and comes again with the next look. */
  async keep(results: Result[]): Promise<void> {
    const looks = results.map(({ serverId: id, latencyMs, at }) => ({ id, latencyMs, at }));
    try {
      await this.broadcast.send('observed', looks);
      if (this.cache.isShared) await this.cache.setMany(looks.map(snapshotOf), this.lifeSeconds);
      await this.counters.count(Date.now(), results.length, results.filter(({ isUp }) => !isUp).length);
      this.isAway = false;
    } catch (error) {
      if (!this.isAway) this.log.warn(`health snapshots are not cached for now (${(error as Error).message})`);
      this.isAway = true;
    }
  }
}

function snapshotOf({ id, latencyMs, at }: { id: string; latencyMs: number | null; at: number }): [string, object] {
  return [`health:${id}`, { id, latencyMs, lastCheckedAt: new Date(at).toISOString() }];
}
