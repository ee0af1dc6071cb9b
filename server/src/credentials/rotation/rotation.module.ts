import { Module, type DynamicModule } from '@nestjs/common';
import type { Config } from '../../config/config.js';
import { InventoryModule } from '../../inventory/inventory.module.js';
import { CredentialsModule } from '../credentials.module.js';
import { Plans } from './plans.js';
import { Progress } from './progress.js';
import { RotateController } from './rotate.controller.js';
import { RotationClock } from './rotation-clock.js';
import { RotationJob } from './rotation-job.js';
import { RotationsController } from './rotations.controller.js';
import { RotationsReader } from './rotations.reader.js';
import { RotationsService } from './rotations.service.js';
import { ServerSteps } from './server-steps.js';

/** Gives servers a new key in place of the old one, and locks nobody out. */
@Module({})
export class RotationModule {
  static in({ role }: Config): DynamicModule {
    return {
      module: RotationModule,
      imports: [InventoryModule, CredentialsModule],
      controllers: role === 'worker' ? [] : [RotateController, RotationsController],
      providers: [
        ...[RotationsService, RotationsReader, Plans, RotationJob, Progress, ServerSteps],
        ...(role === 'api' ? [] : [RotationClock]),
      ],
    };
  }
}
