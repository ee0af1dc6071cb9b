import { Global, Module, type DynamicModule } from '@nestjs/common';
import type { Config } from './config.js';

/** The token under which the configuration is injected. */
export const CONFIG = Symbol('configuration');

@Global()
@Module({})
export class ConfigModule {
  static holding(config: Config): DynamicModule {
    return { module: ConfigModule, providers: [{ provide: CONFIG, useValue: config }], exports: [CONFIG] };
  }
}
