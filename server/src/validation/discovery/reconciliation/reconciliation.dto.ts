import { ApiProperty } from '@nestjs/swagger';
import { Text, WholeParam } from '../../../http/fields.js';

export class ReportQuery {
  @WholeParam({ optional: true, min: 1, max: 100, default: 20, description: 'Items of each finding.' })
  limit?: number;
}

export class FindingQuery {
  @WholeParam({ optional: true, min: 1, max: 500, default: 50, description: 'Items a page.' })
  limit?: number;
  @Text({ optional: true, max: 4_096, description: '`nextCursor` of the page before.' })
  cursor?: string;
}

class RemedyView {
  @ApiProperty({ example: 'PATCH /api/v1/servers/01939d3c-7b7a-7bd5-b9f3-4f3bd5f39c64' })
  call: string;
  @ApiProperty({ description: 'Where in the console.' })
  link: string;
}

class FindingItem {
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'What it is about, by the kind of the finding.',
  })
  what: object;
  @ApiProperty()
  mend: RemedyView;
}

export class FindingView {
  @ApiProperty({ enum: ['never-answered', 'unregistered', 'shared-host-key', 'unknown-certificate-name'] })
  kind: string;
  @ApiProperty()
  title: string;
  @ApiProperty({ description: 'What mends it, in a sentence.' })
  remedy: string;
  @ApiProperty({ description: 'Of all, not only of this page.' })
  count: number;
  @ApiProperty({ type: [FindingItem] })
  items: FindingItem[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

export class ReconciliationView {
  @ApiProperty({ format: 'date-time' })
  at: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When the newest scan was finished.' })
  lastScanAt: string | null;
  @ApiProperty({ type: [FindingView] })
  findings: FindingView[];
}
