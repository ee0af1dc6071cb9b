import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { InventoryModule } from '../../inventory/inventory.module.js';
import { CredentialsModule } from '../credentials.module.js';
import { AuthoritiesController } from './authorities.controller.js';
import { AuthoritiesReader } from './authorities.reader.js';
import { AuthoritiesService } from './authorities.service.js';
import { Authority } from './authority.entity.js';
import { AuthorityLines } from './authority-lines.js';
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
import { ProofKeys } from './proof-keys.js';
import { TrustJobs } from './trust-jobs.js';
import { TrustOrders } from './trust-orders.service.js';
import { TrustProver } from './trust-prover.js';
import { TrustController } from './trust.controller.js';
import { TrustReader } from './trust.reader.js';
import { TrustedFiles } from './trusted-files.js';

/** SSH certificates: who signs them, for whom, and what of it is to be believed no more. */
@Module({
  imports: [TypeOrmModule.forFeature([Authority]), CredentialsModule, InventoryModule],
  controllers: [
    AuthoritiesController,
    CertificatesController,
    RevocationsController,
    CredentialCertificatesController,
    TrustController,
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
    AuthorityLines,
    ProofKeys,
    TrustJobs,
    TrustOrders,
    TrustProver,
    TrustReader,
  ],
})
export class AuthorityModule {}
