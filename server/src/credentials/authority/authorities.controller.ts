import { Body, Controller, Delete, Get, Header, HttpCode, Param, Patch, Post, Put, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Actor as ActorOf } from '../../audit/actor.js';
import { Actor } from '../../auth/principal.js';
import { tagged } from '../../http/etag.js';
import { Id } from '../../http/id.pipe.js';
import { IfMatch } from '../../http/if-match.js';
import { PageQuery } from '../../http/page.js';
import { Role } from '../../http/role.js';
import { Answers } from '../../http/swagger.js';
import {
  AuthorityPage,
  AuthorityView,
  ChangeAuthority,
  CreateAuthority,
  AuthorityHostsQuery,
  PrincipalRules,
  PutPrincipals,
  ReplaceAuthority,
  RetireAuthority,
} from './authorities.dto.js';
import { AuthoritiesReader } from './authorities.reader.js';
import { AuthoritiesService } from './authorities.service.js';
import { Retirement } from './retirement.service.js';
import { TrustedFiles } from './trusted-files.js';

@ApiTags('authorities')
@Controller('authorities')
@Role('viewer')
export class AuthoritiesController {
  constructor(
    private readonly authorities: AuthoritiesService,
    private readonly reader: AuthoritiesReader,
    private readonly retirement: Retirement,
    private readonly files: TrustedFiles,
  ) {}

  @Get()
  @Answers({
    summary: 'Who signs SSH certificates, by name; nothing secret of them',
    ok: AuthorityPage,
    refuses: [400],
  })
  list(@Query() query: PageQuery): Promise<AuthorityPage> {
    return this.reader.list(query);
  }

  @Post()
  @Role('admin')
  @Answers({
    summary: 'Create an authority: its key is generated, or imported',
    ok: AuthorityView,
    status: 201,
    refuses: [400, 409],
  })
  async create(
    @Actor() actor: ActorOf,
    @Body() fields: CreateAuthority,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AuthorityView> {
    const view = await this.authorities.create(actor, fields);
    response.setHeader('Location', `/api/v1/authorities/${view.id}`);
    return tagged(response, view);
  }

  @Get(':id')
  @Answers({ summary: 'One authority; nothing secret of it', ok: AuthorityView, refuses: [400, 404] })
  async get(@Param('id', Id) id: string, @Res({ passthrough: true }) response: Response): Promise<AuthorityView> {
    return tagged(response, await this.reader.get(id));
  }

  @Patch(':id')
  @Role('admin')
  @Answers({ summary: 'Rename an authority', ok: AuthorityView, refuses: [400, 404, 409] })
  async change(
    @Actor() actor: ActorOf,
    @Param('id', Id) id: string,
    @Body() change: ChangeAuthority,
    @Res({ passthrough: true }) response: Response,
    @IfMatch() ifMatch?: string,
  ): Promise<AuthorityView> {
    return tagged(response, await this.authorities.change(actor, id, change, ifMatch));
  }

  @Delete(':id')
  @Role('admin')
  @HttpCode(204)
  @Answers({
    summary: 'Delete an authority that is retired, or that nobody used',
    description: 'Its key stays in the revocation list of those that replaced it.',
    refuses: [400, 404, 409],
  })
  remove(@Actor() actor: ActorOf, @Param('id', Id) id: string, @IfMatch() ifMatch?: string): Promise<void> {
    return this.authorities.remove(actor, id, ifMatch);
  }

  @Post(':id/replace')
  @Role('admin')
  @Answers({
    summary: 'Create its successor',
    description:
      'Both sign and both are to be trusted until the old one is retired. Deploy the successor and have servers prove that they trust it, then retire the old one.',
    ok: AuthorityView,
    status: 201,
    refuses: [400, 404, 409],
  })
  async replace(
    @Actor() actor: ActorOf,
    @Param('id', Id) id: string,
    @Body() fields: ReplaceAuthority,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AuthorityView> {
    const view = await this.authorities.replace(actor, id, fields);
    response.setHeader('Location', `/api/v1/authorities/${view.id}`);
    return tagged(response, view);
  }

  @Post(':id/retire')
  @Role('admin')
  @HttpCode(200)
  @Answers({
    summary: 'End an authority',
    description:
      'It signs no more, its private key is destroyed, and its key stands in the revocation list, which ends all that it signed. While servers trust it that have not proven that they trust another one of its line, it is a 409 with their number in `servers`.',
    ok: AuthorityView,
    refuses: [400, 404, 409],
  })
  async retire(
    @Actor() actor: ActorOf,
    @Param('id', Id) id: string,
    @Body() fields: RetireAuthority,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AuthorityView> {
    return tagged(response, await this.retirement.retire(actor, id, fields));
  }

  @Get(':id/principals')
  @Answers({ summary: 'Who may have certificates for whom', ok: PrincipalRules, refuses: [400, 404] })
  rules(@Param('id', Id) id: string): Promise<PrincipalRules> {
    return this.reader.rules(id);
  }

  @Put(':id/principals')
  @Role('admin')
  @Answers({
    summary: 'Say who may have certificates for whom',
    description: 'Replaces the rules as a whole. Without a rule nobody may have any; admins are not bound by them.',
    ok: PrincipalRules,
    refuses: [400, 404, 409],
  })
  putRules(
    @Actor() actor: ActorOf,
    @Param('id', Id) id: string,
    @Body() rules: PutPrincipals,
  ): Promise<PrincipalRules> {
    return this.authorities.putRules(actor, id, rules);
  }

  @Get(':id/trusted_user_ca_keys')
  @Header('Content-Type', 'text/plain; charset=utf-8')
  @Answers({
    summary: 'The file for `TrustedUserCAKeys` of sshd',
    description: 'Every authority of its line that is not retired: two while one replaces the other.',
    text: ['text/plain'],
    refuses: [400, 404, 409],
  })
  trustedKeys(@Param('id', Id) id: string): Promise<string> {
    return this.files.trustedKeys(id);
  }

  @Get(':id/known_hosts')
  @Header('Content-Type', 'text/plain; charset=utf-8')
  @Answers({
    summary: 'The `@cert-authority` lines for known_hosts',
    description: 'Every authority of its line that is not retired: two while one replaces the other.',
    text: ['text/plain'],
    refuses: [400, 404, 409],
  })
  knownHosts(@Param('id', Id) id: string, @Query() { hosts = '*' }: AuthorityHostsQuery): Promise<string> {
    return this.files.knownHosts(id, hosts);
  }
}
