import { Module, type DynamicModule } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { TelemetryModule } from '../credentials/telemetry/telemetry.module.js';
import { InventoryModule } from '../inventory/inventory.module.js';
import { ProbingModule } from '../probing/probing.module.js';
import { Batches } from './batch.js';
import { CheckAction } from './check-action.js';
import { CheckCounters } from './check-counters.js';
import { DueChecks } from './due-checks.js';
import { FleetMinutes } from './fleet-minutes.js';
import { HealthController } from './health.controller.js';
import { HealthService } from './health.service.js';
import { MetricsController } from './metrics.controller.js';
import { Monitor } from './monitor.js';
import { OverviewService } from './overview.service.js';
import { PastOverviewService } from './past-overview.service.js';
import { QueuedSweeps } from './queued-sweeps.js';
import { Snapshots } from './snapshots.js';
import { Sweeper } from './sweeper.js';
import { LocalSweeps, Sweeps } from './sweeps.js';

const sweeps = {
  provide: Sweeps,
  inject: [CONFIG],
  useFactory: ({ redisUrl, location }: Config): Sweeps =>
    redisUrl ? new QueuedSweeps(redisUrl, location) : new LocalSweeps(),
};

/** Who answers for health, and, in a process that probes, who looks. */
@Module({})
export class HealthModule {
  static in({ role }: Config): DynamicModule {
    const probes = role === 'api' ? [] : [sweeps, Monitor, DueChecks, FleetMinutes];
    return {
      module: HealthModule,
      imports: [InventoryModule, ProbingModule, TelemetryModule],
      controllers: role === 'worker' ? [MetricsController] : [HealthController, MetricsController],
      providers: [
        Batches,
        CheckAction,
        CheckCounters,
        Snapshots,
        Sweeper,
        HealthService,
        OverviewService,
        PastOverviewService,
        ...probes,
      ],
      exports: [OverviewService],
    };
  }
}
