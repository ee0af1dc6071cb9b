import { Controller, Delete, Get, HttpCode, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor as ActorOf } from '../../audit/actor.js';
import { Actor } from '../../auth/principal.js';
import { Id } from '../../http/id.pipe.js';
import { PageQuery, type Page } from '../../http/page.js';
import { Role } from '../../http/role.js';
import { Answers } from '../../http/swagger.js';
import { ScanSchedulePage, type ScanScheduleView } from './schedules.dto.js';
import { SchedulesService } from './schedules.service.js';

/** A schedule is made with the scan that it repeats. */
@ApiTags('discovery')
@Controller('discovery/schedules')
@Role('viewer')
export class SchedulesController {
  constructor(private readonly schedules: SchedulesService) {}

  @Get()
  @Answers({ summary: 'Scans that begin by themselves', ok: ScanSchedulePage, refuses: [400] })
  list(@Query() query: PageQuery): Promise<Page<ScanScheduleView>> {
    return this.schedules.list(query);
  }

  @Delete(':id')
  @Role('operator')
  @HttpCode(204)
  @Answers({ summary: 'Begin this scan no more; those that were begun stay', refuses: [400, 404] })
  end(@Actor() actor: ActorOf, @Param('id', Id) id: string): Promise<void> {
    return this.schedules.end(actor, id);
  }
}
