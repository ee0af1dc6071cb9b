import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray } from 'class-validator';
import { Choice, Text, TextList, Uuid, Whole } from '../../http/fields.js';
import { pageOf, PageQuery } from '../../http/page.js';
import { jobStatuses, type JobStatus } from '../../jobs/job.js';
import type { Recall } from '../../probing/scan/scan.js';
import { mostPorts, type WrittenPort } from './ports.js';

const mostCidrs = 256;
const fastest = 20_000;

export function portSchema(): ApiPropertyOptions {
  const port = { type: 'integer', minimum: 1, maximum: 65_535 } as const;
  const range = { type: 'string', pattern: '^\\d+(-\\d+)?$' } as const;
  return { type: 'array', items: { oneOf: [port, range] }, example: [22, 443, '8000-8010'] };
}

/** What each of them is, `portsIn` says. */
function Ports(): PropertyDecorator {
  return applyDecorators(ApiProperty(portSchema()), IsArray(), ArrayMinSize(1), ArrayMaxSize(mostPorts));
}

export class OrderScan {
  @TextList({
    least: 1,
    most: mostCidrs,
    max: 64,
    description: 'Networks or addresses, together at most 16,777,216 addresses.',
    example: ['10.2.0.0/24'],
  })
  cidrs: string[];
  @Ports()
  ports: WrittenPort[];
  @Whole({ optional: true, nullable: true, min: 1, max: fastest, description: 'Connections a second, at most.' })
  rate?: number | null;
  @Text({ optional: true, nullable: true, max: 120, trim: true })
  name?: string | null;
  @Text({
    optional: true,
    nullable: true,
    max: 120,
    trim: true,
    description: 'Begins again by itself, by a cron expression of five fields in UTC; the first time is now.',
    example: '0 3 * * *',
  })
  schedule?: string | null;
}

export class ScansQuery extends PageQuery {
  @Choice(jobStatuses, { optional: true, name: 'JobStatus' })
  status?: JobStatus;
  @Uuid({ optional: true, description: 'Those that this schedule began.' })
  scheduleId?: string;
}

class ScanProgress {
  @ApiProperty({ description: 'Addresses that were looked at.' })
  done: number;
  @ApiProperty()
  total: number;
}

class ScanFound {
  @ApiProperty({ description: 'Addresses that answered: those that are new, known or changed.' })
  hosts: number;
  @ApiProperty()
  openPorts: number;
  @ApiProperty()
  new: number;
  @ApiProperty()
  known: number;
  @ApiProperty()
  changed: number;
  @ApiProperty({ description: 'Registered servers, and hosts of the scan before, that were silent.' })
  missing: number;
}

class ScanRecall implements Recall {
  @ApiProperty({ description: 'Address and port, each once.' })
  probes: number;
  @ApiProperty()
  open: number;
  @ApiProperty()
  closed: number;
  @ApiProperty({ description: 'Nothing was heard, and nothing else of that address: there is probably nobody.' })
  silent: number;
  @ApiProperty({ description: 'Nothing was heard where somebody is: a firewall, or loss.' })
  givenUp: number;
  @ApiProperty()
  retries: number;
  @ApiProperty({ description: 'The share of answers that only a retry brought.' })
  loss: number;
  @ApiProperty({ description: 'Not looked at: refused by the probe policy, or our own trouble.' })
  refused: number;
}

class ScanFault {
  @ApiProperty()
  code: string;
  @ApiProperty()
  message: string;
}

const maybe = { type: String, nullable: true } as const;

export class ScanView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty(maybe)
  name: string | null;
  @ApiProperty({ enum: jobStatuses, enumName: 'JobStatus' })
  status: JobStatus;
  @ApiProperty({ type: [String] })
  cidrs: string[];
  @ApiProperty(portSchema())
  ports: WrittenPort[];
  @ApiProperty({ type: Number, nullable: true })
  rate: number | null;
  @ApiProperty({ ...maybe, description: 'The cron expression of the schedule that it belongs to.' })
  schedule: string | null;
  @ApiProperty({ ...maybe, format: 'uuid' })
  scheduleId: string | null;
  @ApiProperty({ format: 'uuid' })
  jobId: string;
  @ApiProperty()
  requestedBy: string;
  @ApiProperty()
  progress: ScanProgress;
  @ApiProperty()
  found: ScanFound;
  @ApiProperty({ type: ScanRecall, nullable: true, description: 'How complete it is.' })
  recall: Recall | null;
  @ApiProperty({ ...maybe, format: 'uuid', description: 'The scan before, of the same networks and ports.' })
  comparedWith: string | null;
  @ApiProperty({ type: ScanFault, nullable: true })
  error: ScanFault | null;
  @ApiProperty({ format: 'date-time' })
  createdAt: string;
  @ApiProperty({ ...maybe, format: 'date-time' })
  startedAt: string | null;
  @ApiProperty({ ...maybe, format: 'date-time' })
  finishedAt: string | null;
}

export class ScanPage extends pageOf(ScanView) {}
