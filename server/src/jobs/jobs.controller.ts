import { Controller, Delete, Get, HttpCode, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Id } from '../http/id.pipe.js';
import { Role } from '../http/role.js';
import { Answers } from '../http/swagger.js';
import { JobItems, JobItemsQuery, JobPage, JobsQuery, JobView } from './jobs.dto.js';
import { JobsService } from './jobs.service.js';

@ApiTags('jobs')
@Controller('jobs')
@Role('viewer')
export class JobsController {
  constructor(private readonly jobs: JobsService) {}

  @Get()
  @Answers({ summary: 'Long work, newest first', ok: JobPage, refuses: [400] })
  list(@Query() query: JobsQuery): Promise<JobPage> {
    return this.jobs.list(query);
  }

  @Get(':id')
  @Answers({ summary: 'One job and how far it came', ok: JobView, refuses: [400, 404] })
  get(@Param('id', Id) id: string): Promise<JobView> {
    return this.jobs.get(id);
  }

  @Get(':id/items')
  @Answers({ summary: 'What became of each of its items', ok: JobItems, refuses: [400, 404] })
  items(@Param('id', Id) id: string, @Query() query: JobItemsQuery): Promise<JobItems> {
    return this.jobs.items(id, query);
  }

  @Delete(':id')
  @Role('operator')
  @HttpCode(200)
  @Answers({ summary: 'Cancel a job; what it did so far stays', ok: JobView, refuses: [400, 404, 409] })
  cancel(@Param('id', Id) id: string): Promise<JobView> {
    return this.jobs.cancel(id);
  }
}
