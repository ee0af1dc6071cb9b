import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Actor as ActorOf } from '../../audit/actor.js';
import { Actor, Caller, type Principal } from '../../auth/principal.js';
import { Id } from '../../http/id.pipe.js';
import { Role } from '../../http/role.js';
import { Answers } from '../../http/swagger.js';
import { JobOrdered } from '../../jobs/jobs.dto.js';
import { JobsService } from '../../jobs/jobs.service.js';
import { TrustOrders, type TrustKind } from './trust-orders.service.js';
import { ChosenServers, DeployAuthority, DeploymentPreview, TrustPage, TrustQuery } from './trust.dto.js';
import { TrustReader } from './trust.reader.js';

/** What an authority has to do with servers. */
@ApiTags('authorities')
@Controller('authorities/:id')
@Role('viewer')
export class TrustController {
  constructor(
    private readonly orders: TrustOrders,
    private readonly reader: TrustReader,
    private readonly jobs: JobsService,
  ) {}

  @Get('servers')
  @Answers({ summary: 'Which servers trust it, and how that is known', ok: TrustPage, refuses: [400, 404] })
  servers(@Param('id', Id) id: string, @Query() query: TrustQuery): Promise<TrustPage> {
    return this.reader.list(id, query);
  }

  @Post('deploy')
  @Role('operator')
  @HttpCode(200)
  @Answers({
    summary: 'Have servers trust it',
    description:
      'One marked `cert-authority` line in the authorized_keys of the user that is logged in as; nothing else in the file is touched. Then the server is asked to prove it. A dry run says which servers lack it; otherwise it is a job.',
    ok: DeploymentPreview,
    accepted: JobOrdered,
    refuses: [400, 403, 404, 409],
  })
  async deploy(
    @Actor() actor: ActorOf,
    @Caller() caller: Principal,
    @Param('id', Id) id: string,
    @Body() request: DeployAuthority,
    @Res({ passthrough: true }) response: Response,
  ): Promise<DeploymentPreview | JobOrdered> {
    return this.jobs.answered(response, await this.orders.deploy(actor, caller, id, request));
  }

  @Post('prove')
  @Role('operator')
  @HttpCode(202)
  @Answers({
    summary: 'Ask servers whether they trust it',
    description:
      'Each is shown a certificate for a key that exists for this job alone: who lets it in trusts the authority. Nothing is run there. A job.',
    ok: JobOrdered,
    status: 202,
    refuses: [400, 404, 409],
  })
  prove(
    @Actor() actor: ActorOf,
    @Param('id', Id) id: string,
    @Body() servers: ChosenServers,
    @Res({ passthrough: true }) response: Response,
  ): Promise<JobOrdered> {
    return this.ordered(response, actor, 'authority-prove', id, servers);
  }

  @Post('withdraw')
  @Role('operator')
  @HttpCode(202)
  @Answers({
    summary: 'Have servers trust it no more',
    description: 'Takes its line out of authorized_keys, and no other. A job.',
    ok: JobOrdered,
    status: 202,
    refuses: [400, 404],
  })
  withdraw(
    @Actor() actor: ActorOf,
    @Param('id', Id) id: string,
    @Body() servers: ChosenServers,
    @Res({ passthrough: true }) response: Response,
  ): Promise<JobOrdered> {
    return this.ordered(response, actor, 'authority-withdraw', id, servers);
  }

  private async ordered(
    response: Response,
    actor: ActorOf,
    kind: TrustKind,
    id: string,
    servers: ChosenServers,
  ): Promise<JobOrdered> {
    return (await this.jobs.answered(response, await this.orders.order(actor, kind, id, servers))) as JobOrdered;
  }
}
