import { Global, Module } from '@nestjs/common';
import { AuditController } from './audit.controller.js';
import { AuditService } from './audit.service.js';
import { AuditChain } from './chain.js';
import { Ledger } from './ledger.js';

@Global()
@Module({
  controllers: [AuditController],
  providers: [AuditService, AuditChain, Ledger],
  exports: [AuditService, Ledger],
})
export class AuditModule {}
