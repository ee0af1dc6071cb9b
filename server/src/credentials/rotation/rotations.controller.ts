import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor as ActorOf } from '../../audit/actor.js';
import { Actor } from '../../auth/principal.js';
import { Id } from '../../http/id.pipe.js';
import type { Page } from '../../http/page.js';
import { Role } from '../../http/role.js';
import { Answers } from '../../http/swagger.js';
import {
  RollBackRotation,
  RotationPage,
  RotationServerPage,
  RotationServersQuery,
  RotationsQuery,
  RotationView,
  TurnRotation,
  type RotationServerView,
} from './rotations.dto.js';
import { RotationsReader } from './rotations.reader.js';
import { RotationsService } from './rotations.service.js';
import type { RotationTurn } from './standing.js';

@ApiTags('rotations')
@Controller('rotations')
@Role('viewer')
export class RotationsController {
  constructor(
    private readonly rotations: RotationsService,
    private readonly reader: RotationsReader,
  ) {}

  @Get()
  @Answers({ summary: 'Rotations of keys, newest first', ok: RotationPage, refuses: [400] })
  list(@Query() query: RotationsQuery): Promise<Page<RotationView>> {
    return this.reader.list(query);
  }

  @Get(':id')
  @Answers({ summary: 'One rotation: its waves, and how far their servers are', ok: RotationView, refuses: [400, 404] })
  get(@Param('id', Id) id: string): Promise<RotationView> {
    return this.reader.get(id);
  }

  @Get(':id/servers')
  @Answers({
    summary: 'How far each server is, and what keeps it from its next step',
    ok: RotationServerPage,
    refuses: [400, 404],
  })
  servers(@Param('id', Id) id: string, @Query() query: RotationServersQuery): Promise<Page<RotationServerView>> {
    return this.reader.servers(id, query);
  }

  @Post(':id/pause')
  @Role('operator')
  @HttpCode(200)
  @Answers({
    summary: 'Pause a rotation, also beyond a restart',
    description: 'Servers in the middle keep both keys.',
    ok: RotationView,
    refuses: [400, 404, 409],
  })
  pause(@Actor() actor: ActorOf, @Param('id', Id) id: string, @Body() body: TurnRotation): Promise<RotationView> {
    return this.turned(actor, id, 'pause', body);
  }

  @Post(':id/resume')
  @Role('operator')
  @HttpCode(200)
  @Answers({
    summary: 'Go on with a rotation that was paused, was halted, or ended with failures',
    description: 'Servers that failed are tried again, from the step at which they failed.',
    ok: RotationView,
    refuses: [400, 404, 409],
  })
  resume(@Actor() actor: ActorOf, @Param('id', Id) id: string, @Body() body: TurnRotation): Promise<RotationView> {
    return this.turned(actor, id, 'resume', body);
  }

  @Post(':id/cancel')
  @Role('operator')
  @HttpCode(200)
  @Answers({
    summary: 'Touch no further server',
    description:
      'What was done stays: servers that are done have the new key, those in the middle both, the others the old one, each on record.',
    ok: RotationView,
    refuses: [400, 404, 409],
  })
  cancel(@Actor() actor: ActorOf, @Param('id', Id) id: string, @Body() body: TurnRotation): Promise<RotationView> {
    return this.turned(actor, id, 'cancel', body);
  }

  @Post(':id/rollback')
  @Role('operator')
  @HttpCode(200)
  @Answers({
    summary: 'Give every server its old key back, and take the new one away',
    description:
      'As long as the old keys are kept: until `keepOldHours` after its end, or until it is closed by `finish`.',
    ok: RotationView,
    refuses: [400, 404, 409],
  })
  rollBack(
    @Actor() actor: ActorOf,
    @Param('id', Id) id: string,
    @Body() body: RollBackRotation,
  ): Promise<RotationView> {
    return this.turned(actor, id, 'rollback', body);
  }

  @Post(':id/finish')
  @Role('operator')
  @HttpCode(200)
  @Answers({
    summary: 'Forget the old keys now, and with them the way back',
    description: 'Those that a server may still know are kept all the same.',
    ok: RotationView,
    refuses: [400, 404, 409],
  })
  finish(@Actor() actor: ActorOf, @Param('id', Id) id: string, @Body() body: TurnRotation): Promise<RotationView> {
    return this.turned(actor, id, 'finish', body);
  }

  private async turned(
    actor: ActorOf,
    id: string,
    turn: RotationTurn,
    { reason }: TurnRotation,
  ): Promise<RotationView> {
    await this.rotations.turn(actor, id, turn, reason ?? null);
    return this.reader.get(id);
  }
}
