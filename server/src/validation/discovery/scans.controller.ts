import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Actor as ActorOf } from '../../audit/actor.js';
import { Actor } from '../../auth/principal.js';
import { Id } from '../../http/id.pipe.js';
import type { Page } from '../../http/page.js';
import { Role } from '../../http/role.js';
import { Answers } from '../../http/swagger.js';
import { HostsQuery, ScanHostPage, type ScanHostView } from './hosts.dto.js';
import { HostsReader } from './hosts.reader.js';
import { HostImports } from './host-imports.service.js';
import { ImportedHosts, ImportHosts } from './import.dto.js';
import { OrderScan, ScanPage, ScansQuery, ScanView } from './scans.dto.js';
import { ScansReader } from './scans.reader.js';
import { ScansService } from './scans.service.js';

@ApiTags('discovery')
@Controller('discovery/scans')
@Role('viewer')
export class ScansController {
  constructor(
    private readonly scans: ScansService,
    private readonly reader: ScansReader,
    private readonly hosts: HostsReader,
    private readonly imports: HostImports,
  ) {}

  @Get()
  @Answers({ summary: 'Scans, newest first', ok: ScanPage, refuses: [400] })
  list(@Query() query: ScansQuery): Promise<Page<ScanView>> {
    return this.reader.list(query);
  }

  @Post()
  @Role('operator')
  @Answers({
    summary: 'Look who is there in some networks',
    description: 'A network that the probe policy refuses as a whole is 403 `policy.denied`.',
    ok: ScanView,
    status: 201,
    refuses: [400, 403],
  })
  async order(
    @Actor() actor: ActorOf,
    @Body() request: OrderScan,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ScanView> {
    const scan = await this.scans.order(actor, request);
    response.setHeader('Location', `/api/v1/discovery/scans/${scan.id}`);
    return scan;
  }

  @Get(':id')
  @Answers({
    summary: 'One scan: how far it came, what it found, how complete it is',
    ok: ScanView,
    refuses: [400, 404],
  })
  get(@Param('id', Id) id: string): Promise<ScanView> {
    return this.reader.get(id);
  }

  @Get(':id/hosts')
  @Answers({ summary: 'What a scan found, host by host', ok: ScanHostPage, refuses: [400, 404] })
  listHosts(@Param('id', Id) id: string, @Query() query: HostsQuery): Promise<Page<ScanHostView>> {
    return this.hosts.list(id, query);
  }

  @Delete(':id')
  @Role('operator')
  @HttpCode(200)
  @Answers({ summary: 'Cancel a scan; what it found so far stays', ok: ScanView, refuses: [400, 404, 409] })
  cancel(@Actor() actor: ActorOf, @Param('id', Id) id: string): Promise<ScanView> {
    return this.scans.turn(actor, id, 'cancel');
  }

  @Post(':id/pause')
  @Role('operator')
  @HttpCode(200)
  @Answers({ summary: 'Pause a scan, also beyond a restart', ok: ScanView, refuses: [400, 404, 409] })
  pause(@Actor() actor: ActorOf, @Param('id', Id) id: string): Promise<ScanView> {
    return this.scans.turn(actor, id, 'pause');
  }

  @Post(':id/resume')
  @Role('operator')
  @HttpCode(200)
  @Answers({ summary: 'Go on with a paused scan where it was', ok: ScanView, refuses: [400, 404, 409] })
  resume(@Actor() actor: ActorOf, @Param('id', Id) id: string): Promise<ScanView> {
    return this.scans.turn(actor, id, 'resume');
  }

  @Post(':id/import')
  @Role('operator')
  @HttpCode(200)
  @Answers({
    summary: 'Register hosts that a scan found',
    description:
      'One, many or by rule, in one transaction; what cannot be registered is named with its reason. Undone by reverting the change set.',
    ok: ImportedHosts,
    refuses: [400, 404],
  })
  register(@Actor() actor: ActorOf, @Param('id', Id) id: string, @Body() wanted: ImportHosts): Promise<ImportedHosts> {
    return this.imports.carryOut(actor, id, wanted);
  }
}
