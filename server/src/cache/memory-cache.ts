import { memoryStore, type MemoryStore } from 'cache-manager';
import { Cache } from './cache.js';

/** For one process: nothing to install, nothing to lose but what may be lost. */
export class MemoryCache extends Cache {
  private readonly store: MemoryStore = memoryStore({ max: 250_000, ttl: 0, shouldCloneBeforeSet: false });
  private readonly counters = new Map<string, { value: number; expiresAt: number }>();

  get<Value>(key: string): Promise<Value | undefined> {
    return this.store.get<Value>(key);
  }

  async setMany(entries: [string, unknown][], ttlSeconds: number): Promise<void> {
    await this.store.mset(entries, ttlSeconds * 1_000);
  }

  async deleteMany(keys: string[]): Promise<void> {
    for (const key of keys) this.counters.delete(key);
    await this.store.mdel(...keys);
  }

  increment(key: string, by: number, ttlSeconds?: number): Promise<number> {
    const now = Date.now();
    const known = this.counters.get(key);
    const counter =
      known && known.expiresAt > now
        ? known
        : { value: 0, expiresAt: ttlSeconds ? now + ttlSeconds * 1_000 : Infinity };
    counter.value += by;
    this.counters.set(key, counter);
    if (this.counters.size > 10_000) this.forgetExpired(now);
    return Promise.resolve(counter.value);
  }

  ping(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private forgetExpired(now: number): void {
    for (const [key, counter] of this.counters) if (counter.expiresAt <= now) this.counters.delete(key);
  }
}
