import { Global, Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { Cache } from './cache.js';
import { MemoryCache } from './memory-cache.js';
import { RedisCache } from './redis-cache.js';

@Global()
@Module({})
export class CacheModule implements OnApplicationShutdown {
  constructor(@Inject(Cache) private readonly cache: Cache) {}

  static at(redisUrl: string | undefined): DynamicModule {
    return {
      module: CacheModule,
      providers: [{ provide: Cache, useFactory: () => (redisUrl ? RedisCache.at(redisUrl) : new MemoryCache()) }],
      exports: [Cache],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.cache.close();
  }
}
