import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Moment, WholeParam } from '../http/fields.js';
import { Id } from '../http/id.pipe.js';
import { Role } from '../http/role.js';
import { Answers } from '../http/swagger.js';
import { Health } from '../inventory/health.dto.js';
import { HealthService } from './health.service.js';
import { FleetOverview, TransitionList } from './overview.dto.js';
import { OverviewService } from './overview.service.js';
import { PastOverviewService } from './past-overview.service.js';

class TransitionsQuery {
  @WholeParam({ optional: true, min: 1, max: 500, default: 50 })
  limit?: number;
}

class OverviewQuery {
  @Moment({ optional: true, description: 'As it was at that time.' })
  asOf?: Date;
}

@ApiTags('health')
@Controller()
@Role('viewer')
export class HealthController {
  constructor(
    private readonly health: HealthService,
    private readonly fleet: OverviewService,
    private readonly past: PastOverviewService,
  ) {}

  @Get('servers/:id/health')
  @Answers({ summary: 'What is observed of a server', ok: Health, refuses: [400, 404] })
  healthOf(@Param('id', Id) id: string): Promise<Health> {
    return this.health.healthOf(id);
  }

  @Post('servers/:id/check')
  @Role('operator')
  @HttpCode(200)
  @Answers({ summary: 'Look now', ok: Health, refuses: [400, 404, 409] })
  check(@Param('id', Id) id: string): Promise<Health> {
    return this.health.check(id);
  }

  @Get('servers/:id/transitions')
  @Answers({ summary: 'Moves of a server along both axes, newest first', ok: TransitionList, refuses: [400, 404] })
  async transitionsOf(@Param('id', Id) id: string, @Query() { limit = 50 }: TransitionsQuery): Promise<TransitionList> {
    return { items: await this.health.transitionsOf(id, limit) };
  }

  @Get('fleet/overview')
  @Answers({ summary: 'The whole fleet at a glance', ok: FleetOverview, refuses: [400] })
  overview(@Query() { asOf }: OverviewQuery): Promise<FleetOverview> {
    return asOf ? this.past.at(asOf) : this.fleet.overview();
  }
}
