import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Actor as ActorOf } from '../audit/actor.js';
import { Actor } from '../auth/principal.js';
import { tagged } from '../http/etag.js';
import { Id } from '../http/id.pipe.js';
import { IfMatch } from '../http/if-match.js';
import { PageQuery } from '../http/page.js';
import { Role } from '../http/role.js';
import { Answers } from '../http/swagger.js';
import {
  ChangeCredential,
  CreateCredential,
  CredentialPage,
  CredentialsQuery,
  CredentialVersionPage,
  CredentialView,
} from './credentials.dto.js';
import { CredentialsReader } from './credentials.reader.js';
import { CredentialsService } from './credentials.service.js';

@ApiTags('credentials')
@Controller('credentials')
@Role('viewer')
export class CredentialsController {
  constructor(
    private readonly credentials: CredentialsService,
    private readonly reader: CredentialsReader,
  ) {}

  @Get()
  @Answers({ summary: 'The credentials; nothing secret of them', ok: CredentialPage, refuses: [400] })
  list(@Query() query: CredentialsQuery): Promise<CredentialPage> {
    return this.reader.list(query);
  }

  @Post()
  @Role('operator')
  @Answers({
    summary: 'Generate a key, or import one',
    description:
      'The private part is sealed and never answered, to nobody. A key that is weak, damaged, mismatched or held by another credential is refused with the reason.',
    ok: CredentialView,
    status: 201,
    refuses: [400, 409],
  })
  async create(
    @Actor() actor: ActorOf,
    @Body() fields: CreateCredential,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CredentialView> {
    const view = await this.credentials.create(actor, fields);
    response.setHeader('Location', `/api/v1/credentials/${view.id}`);
    return tagged(response, view);
  }

  @Get(':id')
  @Answers({ summary: 'One credential; nothing secret of it', ok: CredentialView, refuses: [400, 404] })
  async get(@Param('id', Id) id: string, @Res({ passthrough: true }) response: Response): Promise<CredentialView> {
    return tagged(response, await this.reader.get(id));
  }

  @Patch(':id')
  @Role('operator')
  @Answers({
    summary: 'Change what is said of a credential',
    description:
      'Name, comment, expiry and how often it is due for a rotation. The key itself changes by rotation only.',
    ok: CredentialView,
    refuses: [400, 404, 409],
  })
  async change(
    @Actor() actor: ActorOf,
    @Param('id', Id) id: string,
    @Body() change: ChangeCredential,
    @Res({ passthrough: true }) response: Response,
    @IfMatch() ifMatch?: string,
  ): Promise<CredentialView> {
    return tagged(response, await this.credentials.change(actor, id, change, ifMatch));
  }

  @Delete(':id')
  @Role('admin')
  @HttpCode(204)
  @Answers({
    summary: 'Delete a credential',
    description:
      'Its private parts are gone for ever. One that servers or templates name is a 409 that says how many there are.',
    refuses: [400, 404, 409],
  })
  remove(@Actor() actor: ActorOf, @Param('id', Id) id: string, @IfMatch() ifMatch?: string): Promise<void> {
    return this.credentials.remove(actor, id, ifMatch);
  }

  @Get(':id/versions')
  @Answers({ summary: 'The keys that it has and had, newest first', ok: CredentialVersionPage, refuses: [400, 404] })
  versions(@Param('id', Id) id: string, @Query() query: PageQuery): Promise<CredentialVersionPage> {
    return this.reader.versions(id, query);
  }

  @Get(':id/public-key')
  @Answers({ summary: 'Its public key: a line for authorized_keys', text: ['text/plain'], refuses: [400, 404] })
  async publicKey(@Param('id', Id) id: string, @Res({ passthrough: true }) response: Response): Promise<string> {
    const { name, publicKey } = await this.reader.get(id);
    response.attachment(`${name.replaceAll(/[^\w.-]+/g, '-')}.pub`).type('text/plain');
    return `${publicKey}\n`;
  }
}
