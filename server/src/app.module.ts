import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import { AuditModule } from './audit/audit.module.js';
import { AuthModule } from './auth/auth.module.js';
import { CacheModule } from './cache/cache.module.js';
import type { Config } from './config/config.js';
import { ConfigModule } from './config/config.module.js';
import { AuthorityModule } from './credentials/authority/authority.module.js';
import { CredentialsModule } from './credentials/credentials.module.js';
import { RotationModule } from './credentials/rotation/rotation.module.js';
import { DatabaseModule } from './database/database.module.js';
import { GroupsModule } from './groups/groups.module.js';
import { HealthModule } from './health/health.module.js';
import { MaintenanceModule } from './health/maintenance/maintenance.module.js';
import { bodyPipe } from './http/body.pipe.js';
import { IdempotencyKeys } from './http/idempotency-keys.js';
import { Idempotency } from './http/idempotency.interceptor.js';
import { LivenessController } from './http/liveness.controller.js';
import { logging } from './http/logging.js';
import { ProblemFilter } from './http/problem.filter.js';
import { DependenciesModule } from './inventory/dependencies/dependencies.module.js';
import { InventoryModule } from './inventory/inventory.module.js';
import { JobsModule } from './jobs/jobs.module.js';
import { DiscoveryModule } from './validation/discovery/discovery.module.js';
import { ValidationModule } from './validation/validation.module.js';
import { LiveModule } from './live/live.module.js';

const poolSize = 16;

/** One line a feature; the role of the process chooses which. */
@Module({})
export class AppModule {
  static holding(config: Config & { databaseUrl: string }): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.holding(config),
        DatabaseModule.at(config.databaseUrl, poolSize),
        CacheModule.at(config.redisUrl),
        logging(config),
        ScheduleModule.forRoot(),
        AuditModule,
        AuthModule,
        LiveModule.in(config),
        JobsModule.in(config),
        InventoryModule,
        DependenciesModule,
        GroupsModule,
        HealthModule.in(config),
        MaintenanceModule,
        ValidationModule,
        DiscoveryModule.in(config),
        RotationModule.in(config),
        CredentialsModule,
        AuthorityModule,
      ],
      controllers: [LivenessController],
      providers: [
        { provide: APP_PIPE, useValue: bodyPipe },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_INTERCEPTOR, useClass: Idempotency },
        IdempotencyKeys,
      ],
    };
  }
}
