import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { InventoryModule } from '../inventory/inventory.module.js';
import { ProbingModule } from '../probing/probing.module.js';
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
import { HostKeys } from './host-keys/host-keys.service.js';
import { Secrets } from './sealing/secrets.js';
import { ServerWork } from './many/server-work.js';
import { Logins } from './ssh/logins.js';
import { Sessions } from './ssh/sessions.js';
import { LoginTester } from './testing/login-tester.js';
import { LoginTestsController } from './testing/login-tests.controller.js';
import { LoginTestsReader } from './testing/login-tests.reader.js';
import { LoginTestsService } from './testing/login-tests.service.js';

/** Keys for servers, and the way in with them. */
@Module({
  imports: [TypeOrmModule.forFeature([Credential, CredentialVersion]), InventoryModule, ProbingModule],
  controllers: [CredentialsController, DeploymentController, LoginTestsController],
  providers: [
    CredentialsService,
    CredentialsReader,
    Logins,
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
    HostKeys,
    Secrets,
  ],
  exports: [Logins, Sessions],
})
export class CredentialsModule {}
