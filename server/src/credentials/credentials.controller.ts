import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Actor as ActorOf } from '../audit/actor.js';
import { Actor } from '../auth/principal.js';
import { etagOf } from '../http/etag.js';
import { Id } from '../http/id.pipe.js';
import { PageQuery } from '../http/page.js';
import { Role } from '../http/role.js';
import { Answers } from '../http/swagger.js';
import { CreateCredential, CredentialPage, CredentialView } from './credentials.dto.js';
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
  @Answers({ summary: 'The credentials, by name; nothing secret of them', ok: CredentialPage, refuses: [400] })
  list(@Query() query: PageQuery): Promise<CredentialPage> {
    return this.reader.list(query);
  }

  @Post()
  @Role('operator')
  @Answers({ summary: 'Generate a key', ok: CredentialView, status: 201, refuses: [400, 409] })
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
}

function tagged(response: Response, view: CredentialView): CredentialView {
  response.setHeader('ETag', etagOf(view.version));
  return view;
}
