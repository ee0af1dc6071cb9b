import { ApiProperty } from '@nestjs/swagger';
import { Choice, Text, WholeParam } from '../http/fields.js';
import { pageOf, PageQuery } from '../http/page.js';
import { jobStatuses, type JobStatus } from './job.js';

class JobProgress {
  @ApiProperty()
  done: number;
  @ApiProperty()
  total: number;
}

class JobError {
  @ApiProperty({ example: 'internal' })
  code: string;
  @ApiProperty()
  message: string;
}

export class JobView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ example: 'bulk' })
  kind: string;
  @ApiProperty({ example: 'Tag 12,480 servers' })
  title: string;
  @ApiProperty({ enum: jobStatuses, enumName: 'JobStatus' })
  status: JobStatus;
  @ApiProperty()
  progress: JobProgress;
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  result: object | null;
  @ApiProperty({ type: JobError, nullable: true })
  error: JobError | null;
  @ApiProperty({ description: 'Who ordered it.' })
  actorName: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'What it changed, and how to undo that.' })
  changeSetId: string | null;
  @ApiProperty({ format: 'date-time' })
  createdAt: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  startedAt: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  finishedAt: string | null;
}

/** What a long action answers. */
export class JobOrdered {
  @ApiProperty({ format: 'uuid' })
  jobId: string;
  @ApiProperty()
  job: JobView;
}

export class JobPage extends pageOf(JobView) {}

export class JobItemsQuery {
  @Choice(['pending', 'changed', 'unchanged', 'failed'], { optional: true })
  status?: string;
  @WholeParam({ optional: true, min: 1, max: 500, default: 50, description: 'Items a page.' })
  limit?: number;
  @WholeParam({ optional: true, description: '`nextCursor` of the page before.' })
  cursor?: number;
}

export class JobItems {
  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description: 'As a bulk action answers them, and `pending` while it has not come to them.',
  })
  items: object[];
  @ApiProperty({ type: Number, nullable: true })
  nextCursor: number | null;
}

export class JobsQuery extends PageQuery {
  @Choice(jobStatuses, { optional: true, name: 'JobStatus' })
  status?: JobStatus;
  @Text({ optional: true, max: 64 })
  kind?: string;
}
