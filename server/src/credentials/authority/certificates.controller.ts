import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Actor as ActorOf } from '../../audit/actor.js';
import { Actor, Caller, type Principal } from '../../auth/principal.js';
import { Id } from '../../http/id.pipe.js';
import { Role } from '../../http/role.js';
import { Answers } from '../../http/swagger.js';
import {
  SshCertificatePage,
  CertificatesQuery,
  SshCertificateView,
  RevokeCertificate,
  SignCertificate,
} from './certificates.dto.js';
import { CertificatesReader } from './certificates.reader.js';
import { CertificatesService } from './certificates.service.js';
import { RevocationsService } from './revocations.service.js';

@ApiTags('authorities')
@Controller()
@Role('viewer')
export class CertificatesController {
  constructor(
    private readonly certificates: CertificatesService,
    private readonly reader: CertificatesReader,
    private readonly revocations: RevocationsService,
  ) {}

  @Post('authorities/:id/certificates')
  @Role('operator')
  @Answers({
    summary: 'Sign a certificate',
    description:
      'User certificates are for principals that a rule of the authority grants to whoever asks. Host certificates are for a server, its trusted host key, and the names that the inventory knows it by. A certificate is good from five minutes ago, because clocks differ.',
    ok: SshCertificateView,
    status: 201,
    refuses: [400, 403, 404, 409],
  })
  async sign(
    @Actor() actor: ActorOf,
    @Caller() caller: Principal,
    @Param('id', Id) id: string,
    @Body() request: SignCertificate,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SshCertificateView> {
    const view = await this.certificates.sign(actor, caller, id, request);
    response.setHeader('Location', `/api/v1/certificates/${view.id}`);
    return view;
  }

  @Get('certificates')
  @Answers({ summary: 'Certificates that were signed, newest first', ok: SshCertificatePage, refuses: [400] })
  list(@Query() query: CertificatesQuery): Promise<SshCertificatePage> {
    return this.reader.list(query);
  }

  @Get('certificates/:id')
  @Answers({ summary: 'One certificate', ok: SshCertificateView, refuses: [400, 404] })
  get(@Param('id', Id) id: string): Promise<SshCertificateView> {
    return this.reader.get(id);
  }

  @Post('certificates/:id/revoke')
  @Role('operator')
  @HttpCode(200)
  @Answers({
    summary: 'Revoke a certificate',
    description: 'It stands in the revocation list from the next download on, until it would have expired.',
    ok: SshCertificateView,
    refuses: [400, 404, 409],
  })
  revoke(
    @Actor() actor: ActorOf,
    @Param('id', Id) id: string,
    @Body() { reason }: RevokeCertificate,
  ): Promise<SshCertificateView> {
    return this.revocations.revokeCertificate(actor, id, reason);
  }
}
