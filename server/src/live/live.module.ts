import { Global, Module, type DynamicModule } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { LiveHub } from './hub.js';
import { LiveGateway } from './live.gateway.js';
import { LiveSources } from './sources.js';

@Global()
@Module({})
export class LiveModule {
  static in({ role }: Config): DynamicModule {
    return {
      module: LiveModule,
      providers: [LiveSources, ...(role === 'worker' ? [] : [LiveGateway, LiveHub])],
      exports: [LiveSources],
    };
  }
}
