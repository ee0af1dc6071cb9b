import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Actor as ActorOf } from '../../audit/actor.js';
import { Actor } from '../../auth/principal.js';
import { Role } from '../../http/role.js';
import { Answers } from '../../http/swagger.js';
import { JobOrdered } from '../../jobs/jobs.dto.js';
import { JobsService } from '../../jobs/jobs.service.js';
import { BulkRequest, BulkResult } from './bulk.dto.js';
import { BulkService } from './bulk.service.js';

@ApiTags('bulk')
@Controller('servers')
@Role('operator')
export class BulkController {
  constructor(
    private readonly bulk: BulkService,
    private readonly jobs: JobsService,
  ) {}

  @Post('bulk')
  @HttpCode(200)
  @Answers({
    summary: 'Do one thing to many servers',
    description: 'Up to 1,000 servers: the outcome of each. More: a job, whose items tell the outcome of each.',
    ok: BulkResult,
    accepted: JobOrdered,
    refuses: [400],
  })
  async carryOut(
    @Actor() actor: ActorOf,
    @Body() request: BulkRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<BulkResult | JobOrdered> {
    return this.jobs.answered(response, await this.bulk.carryOut(actor, request));
  }
}
