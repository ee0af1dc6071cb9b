import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor as ActorOf } from '../../audit/actor.js';
import { Actor } from '../../auth/principal.js';
import { Id } from '../../http/id.pipe.js';
import { IfMatch } from '../../http/if-match.js';
import { Role } from '../../http/role.js';
import { Answers } from '../../http/swagger.js';
import { AcceptObserved, FactsView } from './facts.dto.js';
import { FactsReader } from './facts.reader.js';
import { FactsService } from './facts.service.js';

@ApiTags('servers')
@Controller('servers/:id/facts')
@Role('viewer')
export class FactsController {
  constructor(
    private readonly facts: FactsService,
    private readonly reader: FactsReader,
  ) {}

  @Get()
  @Answers({
    summary: 'What a server said of itself, and where it is declared otherwise',
    description: 'From its telemetry check. `GET /servers?q=drift:true` finds the servers that are declared otherwise.',
    ok: FactsView,
    refuses: [400, 404],
  })
  of(@Param('id', Id) id: string): Promise<FactsView> {
    return this.reader.of(id);
  }

  @Post('accept')
  @Role('operator')
  @HttpCode(200)
  @Answers({
    summary: 'Declare what was observed',
    description: 'For many servers at once: the bulk action `facts`.',
    ok: FactsView,
    refuses: [400, 404, 409, 412],
  })
  accept(
    @Actor() actor: ActorOf,
    @Param('id', Id) id: string,
    @Body() { fields, reason }: AcceptObserved,
    @IfMatch() ifMatch?: string,
  ): Promise<FactsView> {
    return this.facts.accept(actor, id, fields, reason ?? null, ifMatch);
  }
}
