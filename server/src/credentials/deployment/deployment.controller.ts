import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Actor as ActorOf } from '../../audit/actor.js';
import { Actor } from '../../auth/principal.js';
import { Id } from '../../http/id.pipe.js';
import { Role } from '../../http/role.js';
import { Answers } from '../../http/swagger.js';
import { JobOrdered } from '../../jobs/jobs.dto.js';
import { JobsService } from '../../jobs/jobs.service.js';
import { DeploymentResult, DeployKey, PlacementPage, PlacementsQuery, WithdrawKey } from './deployment.dto.js';
import { DeploymentService } from './deployment.service.js';
import { PlacementsReader } from './placements.reader.js';

@ApiTags('credentials')
@Controller('credentials/:id')
@Role('viewer')
export class DeploymentController {
  constructor(
    private readonly deployment: DeploymentService,
    private readonly reader: PlacementsReader,
    private readonly jobs: JobsService,
  ) {}

  @Post('deploy')
  @Role('operator')
  @HttpCode(200)
  @Answers({
    summary: 'Put its public key on servers, and log in with it',
    description:
      'One marked line is added to `authorized_keys`; nothing else in it is touched. Up to 20 servers: the outcome of each. More: a job.',
    ok: DeploymentResult,
    accepted: JobOrdered,
    refuses: [400, 404],
  })
  async deploy(
    @Actor() actor: ActorOf,
    @Param('id', Id) id: string,
    @Body() request: DeployKey,
    @Res({ passthrough: true }) response: Response,
  ): Promise<DeploymentResult | JobOrdered> {
    return this.jobs.answered(response, await this.deployment.deploy(actor, id, request));
  }

  @Post('retire')
  @Role('operator')
  @HttpCode(200)
  @Answers({
    summary: 'Take its keys away from servers, and see that they are refused',
    description:
      'Every line with a key of it is removed. A server that would be left without a known way in is refused (`credential.last-login`). Up to 20 servers: the outcome of each. More: a job.',
    ok: DeploymentResult,
    accepted: JobOrdered,
    refuses: [400, 404],
  })
  async retire(
    @Actor() actor: ActorOf,
    @Param('id', Id) id: string,
    @Body() request: WithdrawKey,
    @Res({ passthrough: true }) response: Response,
  ): Promise<DeploymentResult | JobOrdered> {
    return this.jobs.answered(response, await this.deployment.withdraw(actor, id, request));
  }

  @Get('servers')
  @Answers({ summary: 'Which servers know which of its keys, by hostname', ok: PlacementPage, refuses: [400, 404] })
  servers(@Param('id', Id) id: string, @Query() query: PlacementsQuery): Promise<PlacementPage> {
    return this.reader.list(id, query);
  }
}
