import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Actor as ActorOf } from '../../audit/actor.js';
import { Actor } from '../../auth/principal.js';
import { Id } from '../../http/id.pipe.js';
import { PageQuery } from '../../http/page.js';
import { Role } from '../../http/role.js';
import { Answers } from '../../http/swagger.js';
import { JobOrdered } from '../../jobs/jobs.dto.js';
import { JobsService } from '../../jobs/jobs.service.js';
import { BulkResult } from './bulk.dto.js';
import { ChangeSetItems, ChangeSetItemsQuery, ChangeSetPage, RevertChangeSet } from './change-sets.dto.js';
import { ChangeSetsReader } from './change-sets.reader.js';
import { ChangeSetsService } from './change-sets.service.js';

@ApiTags('bulk')
@Controller('changesets')
@Role('viewer')
export class ChangeSetsController {
  constructor(
    private readonly changeSets: ChangeSetsService,
    private readonly reader: ChangeSetsReader,
    private readonly jobs: JobsService,
  ) {}

  @Get()
  @Answers({ summary: 'What was done to many servers at once, newest first', ok: ChangeSetPage, refuses: [400] })
  list(@Query() query: PageQuery): Promise<ChangeSetPage> {
    return this.reader.list(query);
  }

  @Get(':id')
  @Answers({ summary: 'One change set and what it did to each server', ok: ChangeSetItems, refuses: [400, 404] })
  get(@Param('id', Id) id: string, @Query() query: ChangeSetItemsQuery): Promise<ChangeSetItems> {
    return this.reader.items(id, query);
  }

  @Post(':id/revert')
  @Role('operator')
  @HttpCode(200)
  @Answers({
    summary: 'Take a change set back',
    description: 'Servers that were changed since are left as they are, and named. More than 1,000 servers are a job.',
    ok: BulkResult,
    accepted: JobOrdered,
    refuses: [400, 404, 409],
  })
  async revert(
    @Actor() actor: ActorOf,
    @Param('id', Id) id: string,
    @Body() request: RevertChangeSet,
    @Res({ passthrough: true }) response: Response,
  ): Promise<BulkResult | JobOrdered> {
    return this.jobs.answered(response, await this.changeSets.revert(actor, id, request));
  }
}
