import { Body, Controller, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor as ActorOf } from '../../audit/actor.js';
import { Actor, Caller, type Principal } from '../../auth/principal.js';
import { Id } from '../../http/id.pipe.js';
import { Role } from '../../http/role.js';
import { Answers } from '../../http/swagger.js';
import { CredentialCertificate, PutCredentialCertificate } from './credential-certificates.dto.js';
import { CredentialCertificates } from './credential-certificates.service.js';

@ApiTags('credentials')
@Controller('credentials/:id/certificate')
@Role('viewer')
export class CredentialCertificatesController {
  constructor(private readonly certificates: CredentialCertificates) {}

  @Get()
  @Answers({ summary: 'How a credential logs in with a certificate', ok: CredentialCertificate, refuses: [400, 404] })
  get(@Param('id', Id) id: string): Promise<CredentialCertificate> {
    return this.certificates.get(id);
  }

  @Put()
  @Role('operator')
  @Answers({
    summary: 'Let a credential log in with a certificate',
    description:
      'Its key is certified for a short time at login. A server that refuses the certificate is shown the key itself.',
    ok: CredentialCertificate,
    refuses: [400, 403, 404, 409],
  })
  put(
    @Actor() actor: ActorOf,
    @Caller() caller: Principal,
    @Param('id', Id) id: string,
    @Body() setting: PutCredentialCertificate,
  ): Promise<CredentialCertificate> {
    return this.certificates.put(actor, caller, id, setting);
  }

  @Delete()
  @Role('operator')
  @HttpCode(204)
  @Answers({ summary: 'Let a credential log in with its key alone', refuses: [400, 404] })
  remove(@Actor() actor: ActorOf, @Param('id', Id) id: string): Promise<void> {
    return this.certificates.remove(actor, id);
  }
}
