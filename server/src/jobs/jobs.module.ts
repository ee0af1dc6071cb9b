import { Global, Module, type DynamicModule } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { Claims } from './claims.js';
import { JobsController } from './jobs.controller.js';
import { JobsService } from './jobs.service.js';
import { LiveJobs } from './live-jobs.js';
import { JobRunner } from './runner.js';

@Global()
@Module({})
export class JobsModule {
  static in({ role }: Config): DynamicModule {
    return {
      module: JobsModule,
      controllers: role === 'worker' ? [] : [JobsController],
      providers: [JobsService, LiveJobs, Claims, JobRunner],
      exports: [JobsService, JobRunner],
    };
  }
}
