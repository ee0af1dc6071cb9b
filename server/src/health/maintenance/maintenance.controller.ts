import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Actor as ActorOf } from '../../audit/actor.js';
import { Actor } from '../../auth/principal.js';
import { tagged } from '../../http/etag.js';
import { Id } from '../../http/id.pipe.js';
import { IfMatch } from '../../http/if-match.js';
import { Role } from '../../http/role.js';
import { Answers } from '../../http/swagger.js';
import { WithReason } from '../../inventory/servers.dto.js';
import { JobOrdered } from '../../jobs/jobs.dto.js';
import { JobsService } from '../../jobs/jobs.service.js';
import {
  ChangeMaintenance,
  MaintenancePage,
  MaintenanceQuery,
  MaintenanceWindow,
  PlanMaintenance,
} from './maintenance.dto.js';
import { MaintenanceReader } from './maintenance.reader.js';
import { MaintenanceService } from './maintenance.service.js';

@ApiTags('health')
@Controller('maintenance-windows')
@Role('viewer')
export class MaintenanceController {
  constructor(
    private readonly windows: MaintenanceService,
    private readonly reader: MaintenanceReader,
    private readonly jobs: JobsService,
  ) {}

  @Get()
  @Answers({ summary: 'Maintenance windows, by their beginning, latest first', ok: MaintenancePage, refuses: [400] })
  list(@Query() query: MaintenanceQuery): Promise<MaintenancePage> {
    return this.reader.list(query);
  }

  @Post()
  @Role('operator')
  @Answers({
    summary: 'Plan a maintenance window',
    description:
      'For these servers, or for those that match now; all or none. Health is measured as ever, and pages nobody. More than 1,000 servers are a job.',
    ok: MaintenanceWindow,
    status: 201,
    accepted: JobOrdered,
    refuses: [400],
  })
  async plan(
    @Actor() actor: ActorOf,
    @Body() wanted: PlanMaintenance,
    @Res({ passthrough: true }) response: Response,
  ): Promise<MaintenanceWindow | JobOrdered> {
    const planned = await this.windows.plan(actor, wanted);
    const answer = await this.jobs.answered(response, planned);
    if (!('version' in answer)) return answer;
    response.setHeader('Location', `/api/v1/maintenance-windows/${answer.id}`);
    return tagged(response, answer);
  }

  @Get(':id')
  @Answers({ summary: 'One maintenance window', ok: MaintenanceWindow, refuses: [400, 404] })
  async get(@Param('id', Id) id: string, @Res({ passthrough: true }) response: Response): Promise<MaintenanceWindow> {
    return tagged(response, await this.reader.get(id));
  }

  @Patch(':id')
  @Role('operator')
  @Answers({
    summary: 'Move the end of a maintenance window, or say better why',
    description: 'For the servers that are still in it.',
    ok: MaintenanceWindow,
    refuses: [400, 404, 409],
  })
  async change(
    @Actor() actor: ActorOf,
    @Param('id', Id) id: string,
    @Body() change: ChangeMaintenance,
    @Res({ passthrough: true }) response: Response,
    @IfMatch() ifMatch?: string,
  ): Promise<MaintenanceWindow> {
    return tagged(response, await this.windows.change(actor, id, change, ifMatch));
  }

  @Delete(':id')
  @Role('operator')
  @HttpCode(204)
  @Answers({ summary: 'End a maintenance window now; one that has not begun never does', refuses: [400, 404, 409] })
  end(
    @Actor() actor: ActorOf,
    @Param('id', Id) id: string,
    @Query() { reason }: WithReason,
    @IfMatch() ifMatch?: string,
  ): Promise<void> {
    return this.windows.end(actor, id, reason ?? null, ifMatch);
  }
}
