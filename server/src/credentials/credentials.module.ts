import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { InventoryModule } from '../inventory/inventory.module.js';
import { ProbingModule } from '../probing/probing.module.js';
import { CredentialField } from './credential-field.js';
import { CredentialHolders } from './credential-holders.js';
import { CredentialUses } from './credential-uses.js';
import { Credential, CredentialVersion } from './credential.entity.js';
import { CredentialsController } from './credentials.controller.js';
import { CredentialsReader } from './credentials.reader.js';
import { CredentialsService } from './credentials.service.js';
import { HostKeysModule } from './host-keys/host-keys.module.js';
import { KnownLoginsController } from './known-logins/known-logins.controller.js';
import { KnownLoginsReader } from './known-logins/known-logins.reader.js';
import { LoginTester } from './login-tester.js';
import { SealingModule } from './sealing/sealing.module.js';
import { Logins } from './ssh/logins.js';

/** Keys for servers, and the way in with them. */
@Module({
  imports: [
    TypeOrmModule.forFeature([Credential, CredentialVersion]),
    InventoryModule,
    ProbingModule,
    HostKeysModule,
    SealingModule,
  ],
  controllers: [CredentialsController, KnownLoginsController],
  providers: [
    CredentialsService,
    CredentialsReader,
    CredentialField,
    CredentialHolders,
    CredentialUses,
    KnownLoginsReader,
    LoginTester,
    Logins,
  ],
  exports: [Logins, CredentialHolders, SealingModule],
})
export class CredentialsModule {}
