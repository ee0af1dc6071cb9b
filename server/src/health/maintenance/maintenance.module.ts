import { Module } from '@nestjs/common';
import { InventoryModule } from '../../inventory/inventory.module.js';
import { MaintenanceAction } from './maintenance-action.js';
import { MaintenanceChangeSets } from './maintenance-traces.js';
import { MaintenanceClock } from './maintenance-clock.js';
import { MaintenanceController } from './maintenance.controller.js';
import { MaintenanceReader } from './maintenance.reader.js';
import { MaintenanceRevert } from './maintenance-revert.js';
import { MaintenanceService } from './maintenance.service.js';
import { WindowField } from './window-field.js';

/** In every process: whichever looks first at the clock announces. */
@Module({
  imports: [InventoryModule],
  controllers: [MaintenanceController],
  providers: [
    MaintenanceService,
    MaintenanceReader,
    MaintenanceAction,
    MaintenanceRevert,
    MaintenanceChangeSets,
    MaintenanceClock,
    WindowField,
  ],
})
export class MaintenanceModule {}
