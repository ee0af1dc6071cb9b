import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { InventoryModule } from '../inventory/inventory.module.js';
import { ProbingModule } from '../probing/probing.module.js';
import { LoginCertificates } from './authority/login-certificates.js';
import { Signing } from './authority/signing.js';
import { CredentialField } from './credential-field.js';
import { CredentialHolders } from './credential-holders.js';
import { CredentialUses } from './credential-uses.js';
import { Credential, CredentialVersion } from './credential.entity.js';
import { CredentialsController } from './credentials.controller.js';
import { CredentialsReader } from './credentials.reader.js';
import { CredentialsService } from './credentials.service.js';
import { Deployer } from './deployment/deployer.js';
import { DeploymentController } from './deployment/deployment.controller.js';
import { DeploymentService } from './deployment/deployment.service.js';
import { KnownKeys } from './deployment/known-keys.js';
import { Placements } from './deployment/placements.js';
import { PlacementsReader } from './deployment/placements.reader.js';
import { HostKeysModule } from './host-keys/host-keys.module.js';
import { KnownLoginsController } from './known-logins/known-logins.controller.js';
import { KnownLoginsReader } from './known-logins/known-logins.reader.js';
import { ServerWork } from './many/server-work.js';
import { SealingModule } from './sealing/sealing.module.js';
import { LoginKeys } from './ssh/login-keys.js';
import { Logins } from './ssh/logins.js';
import { Sessions } from './ssh/sessions.js';
import { LoginTester } from './testing/login-tester.js';
import { LoginTestsController } from './testing/login-tests.controller.js';
import { LoginTestsReader } from './testing/login-tests.reader.js';
import { LoginTestsService } from './testing/login-tests.service.js';

/** Keys for servers, and the way in with them. */
@Module({
  imports: [
    TypeOrmModule.forFeature([Credential, CredentialVersion]),
    InventoryModule,
    ProbingModule,
    HostKeysModule,
    SealingModule,
  ],
  controllers: [CredentialsController, DeploymentController, KnownLoginsController, LoginTestsController],
  providers: [
    CredentialsService,
    CredentialsReader,
    CredentialField,
    CredentialHolders,
    CredentialUses,
    KnownLoginsReader,
    Logins,
    LoginKeys,
    LoginCertificates,
    Signing,
    Sessions,
    ServerWork,
    LoginTester,
    LoginTestsReader,
    LoginTestsService,
    Deployer,
    DeploymentService,
    KnownKeys,
    Placements,
    PlacementsReader,
  ],
  exports: [Logins, Sessions, ServerWork, Signing, CredentialHolders, SealingModule],
})
export class CredentialsModule {}
