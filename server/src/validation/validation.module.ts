import { Module } from '@nestjs/common';
import { InventoryModule } from '../inventory/inventory.module.js';
import { ProbingModule } from '../probing/probing.module.js';
import { AddressValidator } from './address/address-validator.js';
import { Allowance } from './allowance.js';
import { ValidateController } from './validate.controller.js';
import { Validators } from './validators.js';

@Module({
  imports: [InventoryModule, ProbingModule],
  controllers: [ValidateController],
  providers: [AddressValidator, Allowance, Validators],
})
export class ValidationModule {}
