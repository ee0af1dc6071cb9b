import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Actor as ActorOf } from '../audit/actor.js';
import { AuditPage } from '../audit/audit.dto.js';
import { AuditService } from '../audit/audit.service.js';
import { Actor } from '../auth/principal.js';
import { isUnchanged, tagged } from '../http/etag.js';
import { Id } from '../http/id.pipe.js';
import { IfMatch, IfNoneMatch } from '../http/if-match.js';
import { PageQuery, type Page } from '../http/page.js';
import { Role } from '../http/role.js';
import { Answers } from '../http/swagger.js';
import { trimming } from '../http/trim.js';
import {
  ChangeServer,
  MoveServer,
  RegisterServer,
  ServerPage,
  ServerQuery,
  ServersQuery,
  ServerView,
  WithReason,
} from './servers.dto.js';
import { PastServers } from './past-servers.reader.js';
import { ServersReader } from './servers.reader.js';
import { ServersService } from './servers.service.js';

@ApiTags('servers')
@Controller('servers')
@Role('viewer')
export class ServersController {
  constructor(
    private readonly servers: ServersService,
    private readonly reader: ServersReader,
    private readonly past: PastServers,
    private readonly audit: AuditService,
  ) {}

  @Get()
  @Answers({ summary: 'Servers, by the search language, a keyset page at a time', ok: ServerPage, refuses: [400] })
  async list(@Query() { fields, ...query }: ServersQuery): Promise<Page<Partial<ServerView>>> {
    const trim = trimming(ServerView, fields);
    const page = await (query.asOf ? this.past.list(query.asOf, query) : this.reader.list(query));
    return { ...page, items: page.items.map(trim) };
  }

  @Post()
  @Role('operator')
  @Answers({ summary: 'Register a server', ok: ServerView, status: 201, refuses: [400, 409] })
  async register(
    @Actor() actor: ActorOf,
    @Body() fields: RegisterServer,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ServerView> {
    const view = await this.servers.register(actor, fields);
    response.setHeader('Location', `/api/v1/servers/${view.id}`);
    return tagged(response, view);
  }

  @Get(':id')
  @Answers({ summary: 'One server, also a deleted one', ok: ServerView, refuses: [400, 404] })
  async get(
    @Param('id', Id) id: string,
    @Query() { fields, asOf }: ServerQuery,
    @Res({ passthrough: true }) response: Response,
    @IfNoneMatch() ifNoneMatch?: string,
  ): Promise<Partial<ServerView> | undefined> {
    const trim = trimming(ServerView, fields);
    if (asOf) return trim(await this.past.get(asOf, id));
    if (ifNoneMatch !== undefined && isUnchanged(response, ifNoneMatch, await this.reader.versionOf(id)))
      return undefined;
    return trim(tagged(response, await this.reader.get(id)));
  }

  @Patch(':id')
  @Role('operator')
  @Answers({ summary: 'Change what is declared of a server', ok: ServerView, refuses: [400, 404, 409, 412] })
  async change(
    @Actor() actor: ActorOf,
    @Param('id', Id) id: string,
    @Body() change: ChangeServer,
    @Res({ passthrough: true }) response: Response,
    @IfMatch() ifMatch?: string,
  ): Promise<ServerView> {
    return tagged(response, await this.servers.change(actor, id, change, ifMatch));
  }

  @Post(':id/lifecycle')
  @Role('operator')
  @HttpCode(200)
  @Answers({ summary: 'Move a server along its lifecycle', ok: ServerView, refuses: [400, 404, 409, 412] })
  async move(
    @Actor() actor: ActorOf,
    @Param('id', Id) id: string,
    @Body() { to, reason }: MoveServer,
    @Res({ passthrough: true }) response: Response,
    @IfMatch() ifMatch?: string,
  ): Promise<ServerView> {
    return tagged(response, await this.servers.move(actor, id, to, reason, ifMatch));
  }

  @Delete(':id')
  @Role('operator')
  @HttpCode(204)
  @Answers({ summary: 'Delete a server; it can be restored', refuses: [400, 404, 409, 412] })
  remove(
    @Actor() actor: ActorOf,
    @Param('id', Id) id: string,
    @Query() { reason }: WithReason,
    @IfMatch() ifMatch?: string,
  ): Promise<void> {
    return this.servers.remove(actor, id, reason ?? null, ifMatch);
  }

  @Post(':id/restore')
  @Role('operator')
  @HttpCode(200)
  @Answers({ summary: 'Bring a deleted server back', ok: ServerView, refuses: [400, 404, 409, 412] })
  async restore(
    @Actor() actor: ActorOf,
    @Param('id', Id) id: string,
    @Body() { reason }: WithReason,
    @Res({ passthrough: true }) response: Response,
    @IfMatch() ifMatch?: string,
  ): Promise<ServerView> {
    return tagged(response, await this.servers.restore(actor, id, reason ?? null, ifMatch));
  }

  @Delete(':id/purge')
  @Role('admin')
  @HttpCode(204)
  @Answers({ summary: 'Remove a deleted server for ever', refuses: [400, 404, 409] })
  purge(
    @Actor() actor: ActorOf,
    @Param('id', Id) id: string,
    @Query() { reason }: WithReason,
    @IfMatch() ifMatch?: string,
  ): Promise<void> {
    return this.servers.purge(actor, id, reason ?? null, ifMatch);
  }

  @Get(':id/audit')
  @Answers({ summary: 'Who did what to this server, newest first', ok: AuditPage, refuses: [400] })
  auditOf(@Param('id', Id) id: string, @Query() page: PageQuery): Promise<AuditPage> {
    return this.audit.list({ ...page, subject: id });
  }
}
