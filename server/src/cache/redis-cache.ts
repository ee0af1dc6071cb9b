import { Logger } from '@nestjs/common';
import { redisStore, type RedisStore } from 'cache-manager-redis-yet';
import type { RedisClientType } from 'redis';
import { Cache } from './cache.js';
import { answered, socket } from './redis-connection.js';

/** Shared by all processes. Commands are refused at once while Redis is away, so that nothing waits for what may be lost. */
export class RedisCache extends Cache {
  readonly isShared = true;

  private constructor(private readonly store: RedisStore<RedisClientType>) {
    super();
  }

  static async at(url: string): Promise<RedisCache> {
    const log = new Logger('redis');
    const store = await redisStore({ url, disableOfflineQueue: true, socket });
    let away = false;
    store.client.on('error', (error: Error) => {
      if (!away) log.warn(`Redis is away (${error.message}); going on without it and trying again`);
      away = true;
    });
    store.client.on('ready', () => {
      if (away) log.log('Redis is back');
      away = false;
    });
    return new RedisCache(store);
  }

  get<Value>(key: string): Promise<Value | undefined> {
    return answered(this.store.client, this.store.get<Value>(key));
  }

  async setMany(entries: [string, unknown][], ttlSeconds: number): Promise<void> {
    if (entries.length > 0) await answered(this.store.client, this.store.mset(entries, ttlSeconds * 1_000));
  }

  async deleteMany(keys: string[]): Promise<void> {
    if (keys.length > 0) await answered(this.store.client, this.store.mdel(...keys));
  }

  async increment(key: string, by: number, ttlSeconds?: number): Promise<number> {
    const commands = this.store.client.multi().incrBy(key, by);
    if (ttlSeconds) commands.expire(key, ttlSeconds, 'NX');
    const [value] = await answered(this.store.client, commands.exec());
    return Number(value);
  }

  async ping(): Promise<void> {
    await answered(this.store.client, this.store.client.ping());
  }

  /** Without a farewell: whoever hangs would not answer it. */
  async close(): Promise<void> {
    await this.store.client.disconnect().catch(() => undefined);
  }
}
