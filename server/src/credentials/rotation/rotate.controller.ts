import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Actor as ActorOf } from '../../audit/actor.js';
import { Actor } from '../../auth/principal.js';
import { Id } from '../../http/id.pipe.js';
import { Role } from '../../http/role.js';
import { Answers } from '../../http/swagger.js';
import { JobsService } from '../../jobs/jobs.service.js';
import { RotateCredential, RotationOrdered, RotationPlan } from './rotations.dto.js';
import { RotationsReader } from './rotations.reader.js';
import { RotationsService } from './rotations.service.js';

@ApiTags('credentials')
@Controller('credentials')
export class RotateController {
  constructor(
    private readonly rotations: RotationsService,
    private readonly reader: RotationsReader,
    private readonly jobs: JobsService,
  ) {}

  @Post(':id/rotate')
  @Role('operator')
  @Answers({
    summary: 'Give the servers that use it a new key',
    description:
      'In waves, server by server: the new key is added and seen to work before the old one is removed and seen to be refused. With `dryRun` the plan, and nothing is done.',
    ok: RotationPlan,
    accepted: RotationOrdered,
    refuses: [400, 404, 409],
  })
  async rotate(
    @Actor() actor: ActorOf,
    @Param('id', Id) id: string,
    @Body() request: RotateCredential,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RotationPlan | RotationOrdered> {
    if (request.dryRun) {
      response.status(200);
      return this.rotations.preview(id, request);
    }
    const rotationId = await this.rotations.order(actor, id, request);
    response.status(202).setHeader('Location', `/api/v1/rotations/${rotationId}`);
    const rotation = await this.reader.get(rotationId);
    return { jobId: rotation.jobId, job: await this.jobs.get(rotation.jobId), rotationId, rotation };
  }
}
