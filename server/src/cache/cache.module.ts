import { Global, Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { Broadcast, LocalBroadcast } from './broadcast.js';
import { Cache } from './cache.js';
import { Limits } from './limits.js';
import { MemoryCache } from './memory-cache.js';
import { RedisBroadcast } from './redis-broadcast.js';
import { RedisCache } from './redis-cache.js';

@Global()
@Module({})
export class CacheModule implements OnApplicationShutdown {
  constructor(
    @Inject(Cache) private readonly cache: Cache,
    @Inject(Broadcast) private readonly broadcast: Broadcast,
  ) {}

  static at(redisUrl: string | undefined): DynamicModule {
    return {
      module: CacheModule,
      providers: [
        { provide: Cache, useFactory: () => (redisUrl ? RedisCache.at(redisUrl) : new MemoryCache()) },
        Limits,
        { provide: Broadcast, useFactory: () => (redisUrl ? RedisBroadcast.at(redisUrl) : new LocalBroadcast()) },
      ],
      exports: [Cache, Limits, Broadcast],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.broadcast.close();
    await this.cache.close();
  }
}
