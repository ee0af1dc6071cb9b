import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CredentialsModule } from '../credentials.module.js';
import { AuthoritiesController } from './authorities.controller.js';
import { AuthoritiesReader } from './authorities.reader.js';
import { AuthoritiesService } from './authorities.service.js';
import { Authority } from './authority.entity.js';
import { CertificatesController } from './certificates.controller.js';
import { CertificatesReader } from './certificates.reader.js';
import { CertificatesService } from './certificates.service.js';
import { CredentialCertificatesController } from './credential-certificates.controller.js';
import { CredentialCertificates } from './credential-certificates.service.js';
import { HostNames } from './host-names.js';
import { Retirement } from './retirement.service.js';
import { RevocationLists } from './revocation-lists.js';
import { RevocationsController } from './revocations.controller.js';
import { RevocationsReader } from './revocations.reader.js';
import { RevocationsService } from './revocations.service.js';
import { TrustedFiles } from './trusted-files.js';

/** SSH certificates: who signs them, for whom, and what of it is to be believed no more. */
@Module({
  imports: [TypeOrmModule.forFeature([Authority]), CredentialsModule],
  controllers: [
    AuthoritiesController,
    CertificatesController,
    RevocationsController,
    CredentialCertificatesController,
  ],
  providers: [
    AuthoritiesService,
    AuthoritiesReader,
    CertificatesService,
    CertificatesReader,
    CredentialCertificates,
    HostNames,
    Retirement,
    RevocationLists,
    RevocationsReader,
    RevocationsService,
    TrustedFiles,
  ],
})
export class AuthorityModule {}
