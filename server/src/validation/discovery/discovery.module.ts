import { Module, type DynamicModule } from '@nestjs/common';
import type { Config } from '../../config/config.js';
import { InventoryModule } from '../../inventory/inventory.module.js';
import { ProbingModule } from '../../probing/probing.module.js';
import { Blocks } from './blocks.js';
import { HostImports } from './host-imports.service.js';
import { HostsReader } from './hosts.reader.js';
import { LiveScans } from './live-scans.js';
import { ReconciliationController } from './reconciliation/reconciliation.controller.js';
import { ReconciliationReader } from './reconciliation/reconciliation.reader.js';
import { ScanJob } from './scan-job.js';
import { ScansController } from './scans.controller.js';
import { ScansReader } from './scans.reader.js';
import { ScansService } from './scans.service.js';
import { ScheduleRunner } from './schedule-runner.js';
import { SchedulesController } from './schedules.controller.js';
import { SchedulesService } from './schedules.service.js';
import { Silence } from './silence.js';

/** Finds what nobody registered. */
@Module({})
export class DiscoveryModule {
  static in({ role }: Config): DynamicModule {
    return {
      module: DiscoveryModule,
      imports: [InventoryModule, ProbingModule],
      controllers: role === 'worker' ? [] : [ScansController, SchedulesController, ReconciliationController],
      providers: [
        ScansService,
        ScansReader,
        HostsReader,
        HostImports,
        SchedulesService,
        ReconciliationReader,
        LiveScans,
        ScanJob,
        Blocks,
        Silence,
        ...(role === 'api' ? [] : [ScheduleRunner]),
      ],
    };
  }
}
