import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Actor as ActorOf } from '../../audit/actor.js';
import { Actor } from '../../auth/principal.js';
import { tagged } from '../../http/etag.js';
import { Id } from '../../http/id.pipe.js';
import { IfMatch } from '../../http/if-match.js';
import { Role } from '../../http/role.js';
import { Answers } from '../../http/swagger.js';
import { DiscoveredKeys } from './discovered-keys.service.js';
import { HostKeyDecisions } from './host-key-decisions.service.js';
import {
  AdoptDiscovered,
  DecideHostKey,
  DiscoveredOutcome,
  ForgetHostKey,
  HostKeyPage,
  HostKeysQuery,
  HostKeyView,
  ImportKnownHosts,
  KnownHostsOutcome,
  PinHostKey,
} from './host-keys.dto.js';
import { HostKeysReader } from './host-keys.reader.js';
import { KnownHostsImports } from './known-hosts-imports.service.js';

@ApiTags('host keys')
@Controller('host-keys')
@Role('viewer')
export class HostKeysController {
  constructor(
    private readonly reader: HostKeysReader,
    private readonly decisions: HostKeyDecisions,
    private readonly imports: KnownHostsImports,
    private readonly discovered: DiscoveredKeys,
  ) {}

  @Get()
  @Answers({ summary: 'The host keys of servers, newest first', ok: HostKeyPage, refuses: [400] })
  list(@Query() query: HostKeysQuery): Promise<HostKeyPage> {
    return this.reader.list(query);
  }

  @Post()
  @Role('operator')
  @Answers({
    summary: 'Pin a host key: trust it before the server shows it, or beside those that are trusted',
    ok: HostKeyView,
    status: 201,
    refuses: [400, 404, 409],
  })
  async pin(
    @Actor() actor: ActorOf,
    @Body() pinned: PinHostKey,
    @Res({ passthrough: true }) response: Response,
  ): Promise<HostKeyView> {
    const view = await this.decisions.pin(actor, pinned);
    response.setHeader('Location', `/api/v1/host-keys/${view.id}`);
    return tagged(response, view);
  }

  @Post('import')
  @Role('operator')
  @HttpCode(200)
  @Answers({
    summary: 'Trust what a known_hosts file says',
    description:
      'Of servers without a trusted key. Where another one is trusted, the key of the file waits for a decision. Lines of `@revoked` refuse their key for all their hosts; those of `@cert-authority` are skipped.',
    ok: KnownHostsOutcome,
    refuses: [400, 413],
  })
  import(@Actor() actor: ActorOf, @Body() file: ImportKnownHosts): Promise<KnownHostsOutcome> {
    return this.imports.import(actor, file);
  }

  @Post('from-discovery')
  @Role('operator')
  @HttpCode(200)
  @Answers({
    summary: 'Trust what discovery saw',
    description: 'The host key that the newest scan saw of each server, by the rules of an import.',
    ok: DiscoveredOutcome,
    refuses: [400],
  })
  adopt(@Actor() actor: ActorOf, @Body() chosen: AdoptDiscovered): Promise<DiscoveredOutcome> {
    return this.discovered.adopt(actor, chosen);
  }

  @Get(':id')
  @Answers({ summary: 'One host key', ok: HostKeyView, refuses: [400, 404] })
  async get(@Param('id', Id) id: string, @Res({ passthrough: true }) response: Response): Promise<HostKeyView> {
    return tagged(response, await this.reader.get(id));
  }

  @Post(':id/decision')
  @Role('operator')
  @HttpCode(200)
  @Answers({
    summary: 'Decide on a host key that waits',
    description:
      'Accepted, it takes the place of the trusted ones of its type. One that was decided on already is a 409.',
    ok: HostKeyView,
    refuses: [400, 404, 409, 412],
  })
  async decide(
    @Actor() actor: ActorOf,
    @Param('id', Id) id: string,
    @Body() decision: DecideHostKey,
    @Res({ passthrough: true }) response: Response,
    @IfMatch() ifMatch?: string,
  ): Promise<HostKeyView> {
    return tagged(response, await this.decisions.decide(actor, id, decision, ifMatch));
  }

  @Delete(':id')
  @Role('operator')
  @HttpCode(204)
  @Answers({
    summary: 'Forget a host key',
    description: 'When no other one is trusted or waits, the next one that the server shows is its first again.',
    refuses: [400, 404, 412],
  })
  forget(
    @Actor() actor: ActorOf,
    @Param('id', Id) id: string,
    @Query() { reason }: ForgetHostKey,
    @IfMatch() ifMatch?: string,
  ): Promise<void> {
    return this.decisions.forget(actor, id, reason, ifMatch);
  }
}
