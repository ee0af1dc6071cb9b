import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Actor as ActorOf } from '../../audit/actor.js';
import { Actor } from '../../auth/principal.js';
import { Id } from '../../http/id.pipe.js';
import { PageQuery } from '../../http/page.js';
import { Role } from '../../http/role.js';
import { Answers } from '../../http/swagger.js';
import { BulkResult } from '../../inventory/bulk/bulk.dto.js';
import { BulkService } from '../../inventory/bulk/bulk.service.js';
import { JobOrdered } from '../../jobs/jobs.dto.js';
import { JobsService } from '../../jobs/jobs.service.js';
import { DriftReader } from './drift.reader.js';
import { ApplyTemplate, DriftReport } from './templates.dto.js';
import { TemplatesReader } from './templates.reader.js';

/** What a template has to do with its servers. */
@ApiTags('templates')
@Controller('templates/:id')
@Role('viewer')
export class TemplateServersController {
  constructor(
    private readonly templates: TemplatesReader,
    private readonly drift: DriftReader,
    private readonly bulk: BulkService,
    private readonly jobs: JobsService,
  ) {}

  @Post('apply')
  @Role('operator')
  @HttpCode(200)
  @Answers({
    summary: 'Make servers match a template',
    description:
      'The bulk action `template`: a dry run shows what would change of each server; more than 1,000 are a job.',
    ok: BulkResult,
    accepted: JobOrdered,
    refuses: [400, 404],
  })
  async apply(
    @Actor() actor: ActorOf,
    @Param('id', Id) id: string,
    @Body() { mode, ...request }: ApplyTemplate,
    @Res({ passthrough: true }) response: Response,
  ): Promise<BulkResult | JobOrdered> {
    await this.templates.get(id);
    const undertaken = await this.bulk.carryOut(actor, { ...request, action: 'template', params: { id, mode } });
    return this.jobs.answered(response, undertaken);
  }

  @Get('drift')
  @Answers({
    summary: 'Servers of a template that no longer match it',
    description:
      'A server has drifted when applying the current version with `overwrite` would change what is declared of it.',
    ok: DriftReport,
    refuses: [400, 404],
  })
  driftOf(@Param('id', Id) id: string, @Query() query: PageQuery): Promise<DriftReport> {
    return this.drift.report(id, query);
  }
}
