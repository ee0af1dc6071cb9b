import { Module, type DynamicModule } from '@nestjs/common';
import type { Config } from '../../config/config.js';
import { InventoryModule } from '../../inventory/inventory.module.js';
import { CredentialsModule } from '../credentials.module.js';
import { Plans } from './plans.js';
import { Progress } from './progress.js';
import { KeyReportController } from './report/report.controller.js';
import { KeyReportReader } from './report/report.reader.js';
import { RotateController } from './rotate.controller.js';
import { RotationClock } from './rotation-clock.js';
import { RotationSchedule } from './rotation-schedule.js';
import { RotationJob } from './rotation-job.js';
import { RotationsController } from './rotations.controller.js';
import { RotationsReader } from './rotations.reader.js';
import { RotationsService } from './rotations.service.js';
import { ServerSteps } from './server-steps.js';

/**
 * Gives servers a new key in place of the old one, and locks nobody out; and says which keys want attention. Stands before the
 * credentials in the app, whose `/credentials/:id` would take `/credentials/report` for itself.
 */
@Module({})
export class RotationModule {
  static in({ role }: Config): DynamicModule {
    return {
      module: RotationModule,
      imports: [InventoryModule, CredentialsModule],
      controllers: role === 'worker' ? [] : [KeyReportController, RotateController, RotationsController],
      providers: [
        ...[RotationsService, RotationsReader, Plans, RotationJob, Progress, ServerSteps, KeyReportReader],
        ...(role === 'api' ? [] : [RotationClock, RotationSchedule]),
      ],
    };
  }
}
