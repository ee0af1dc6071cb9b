import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ProbingModule } from '../probing/probing.module.js';
import { LoginCertificates } from './authority/login-certificates.js';
import { Signing } from './authority/signing.js';
import { CredentialHolders } from './credential-holders.js';
import { CredentialUses } from './credential-uses.js';
import { Credential, CredentialVersion } from './credential.entity.js';
import { CredentialsController } from './credentials.controller.js';
import { CredentialsReader } from './credentials.reader.js';
import { CredentialsService } from './credentials.service.js';
import { HostKeysModule } from './host-keys/host-keys.module.js';
import { LoginTester } from './login-tester.js';
import { Secrets } from './sealing/secrets.js';
import { LoginKeys } from './ssh/login-keys.js';
import { Logins } from './ssh/logins.js';

/** Keys for servers, and the way in with them. */
@Module({
  imports: [TypeOrmModule.forFeature([Credential, CredentialVersion]), ProbingModule, HostKeysModule],
  controllers: [CredentialsController],
  providers: [
    CredentialsService,
    CredentialsReader,
    CredentialHolders,
    CredentialUses,
    LoginTester,
    Logins,
    LoginKeys,
    LoginCertificates,
    Signing,
    Secrets,
  ],
  exports: [Logins, Secrets, Signing],
})
export class CredentialsModule {}
