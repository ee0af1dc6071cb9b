import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CONFIG } from '../config/config.module.js';
import { ProbingModule } from '../probing/probing.module.js';
import { Credential, CredentialVersion } from './credential.entity.js';
import { CredentialsController } from './credentials.controller.js';
import { CredentialsReader } from './credentials.reader.js';
import { CredentialsService } from './credentials.service.js';
import { HostKeys } from './host-keys/host-keys.service.js';
import { LoginTester } from './login-tester.js';
import { Canary } from './sealing/canary.js';
import { masterKeysOf } from './sealing/configured.js';
import { MasterKeyController } from './sealing/master-key.controller.js';
import { MasterKeyReader } from './sealing/master-key.reader.js';
import { MasterKeys } from './sealing/master-keys.js';
import { Secrets } from './sealing/secrets.js';
import { SelfTest } from './sealing/self-test.js';
import { Logins } from './ssh/logins.js';

/** Keys for servers, and the way in with them. */
@Module({
  imports: [TypeOrmModule.forFeature([Credential, CredentialVersion]), ProbingModule],
  controllers: [CredentialsController, MasterKeyController],
  providers: [
    ...[CredentialsService, CredentialsReader, LoginTester, Logins, HostKeys],
    ...[
      { provide: MasterKeys, useFactory: masterKeysOf, inject: [CONFIG] },
      Secrets,
      Canary,
      MasterKeyReader,
      SelfTest,
    ],
  ],
  exports: [Logins],
})
export class CredentialsModule {}
