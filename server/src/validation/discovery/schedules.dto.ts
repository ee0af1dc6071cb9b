import { ApiProperty } from '@nestjs/swagger';
import { pageOf } from '../../http/page.js';
import type { WrittenPort } from './ports.js';
import { portSchema } from './scans.dto.js';

const maybe = { type: String, nullable: true } as const;

export class ScanScheduleView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty(maybe)
  name: string | null;
  @ApiProperty({ example: '0 3 * * *', description: 'A cron expression, in UTC.' })
  schedule: string;
  @ApiProperty({ type: [String] })
  cidrs: string[];
  @ApiProperty(portSchema())
  ports: WrittenPort[];
  @ApiProperty({ type: Number, nullable: true })
  rate: number | null;
  @ApiProperty()
  createdBy: string;
  @ApiProperty({ format: 'date-time' })
  createdAt: string;
  @ApiProperty({ format: 'date-time' })
  nextAt: string;
  @ApiProperty({ ...maybe, format: 'uuid', description: 'The scan that it began last.' })
  lastScanId: string | null;
}

export class ScanSchedulePage extends pageOf(ScanScheduleView) {}
