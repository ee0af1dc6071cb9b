import { Injectable } from '@nestjs/common';
import { Cache } from './cache.js';
import { MemoryCache } from './memory-cache.js';

/**
 * Counters of what is limited: of all processes together, and while the cache is away of this one alone, so that an outage of it
 * neither locks anybody out nor lets anybody guess without end.
 */
@Injectable()
export class Limits {
  private readonly own = new MemoryCache();

  constructor(private readonly cache: Cache) {}

  /** Adds to a counter that starts at 0, and answers its value; `windowSeconds` counts from the first addition. */
  increment(key: string, by: number, windowSeconds: number): Promise<number> {
    return this.cache.increment(key, by, windowSeconds).catch(() => this.own.increment(key, by, windowSeconds));
  }

  async reset(key: string): Promise<void> {
    await this.own.deleteMany([key]);
    await this.cache.deleteMany([key]).catch(() => undefined);
  }
}
