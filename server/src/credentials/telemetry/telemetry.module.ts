import { Module, type OnModuleInit } from '@nestjs/common';
import { InventoryModule } from '../../inventory/inventory.module.js';
import { Search } from '../../inventory/search/search.service.js';
import { CredentialsModule } from '../credentials.module.js';
import { driftField } from './drift-field.js';
import { FactsAction } from './facts-action.js';
import { FactsController } from './facts.controller.js';
import { FactsReader } from './facts.reader.js';
import { FactsService } from './facts.service.js';
import { ObservedFacts } from './observed-facts.js';
import { TelemetryProber } from './telemetry.prober.js';

/** Looks from within, and what they tell of the servers. */
@Module({
  imports: [CredentialsModule, InventoryModule],
  controllers: [FactsController],
  providers: [TelemetryProber, ObservedFacts, FactsReader, FactsService, FactsAction],
  exports: [TelemetryProber, ObservedFacts],
})
export class TelemetryModule implements OnModuleInit {
  constructor(private readonly search: Search) {}

  onModuleInit(): void {
    this.search.register('drift', driftField);
  }
}
