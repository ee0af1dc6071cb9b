import { ApiProperty } from '@nestjs/swagger';
import { Choice, WholeParam } from '../../../http/fields.js';
import { Total } from '../../../http/page.js';
import { findingKinds } from './finding-kinds.js';

const kinds = findingKinds.map(({ kind }) => kind);

export class KeyReportQuery {
  @Choice(kinds, { optional: true, name: 'KeyFindingKind', description: 'Only these.' })
  kind?: string;
  @WholeParam({
    optional: true,
    min: 1,
    max: 1_000,
    default: 20,
    description: 'So many of each kind; all are counted.',
  })
  limit?: number;
  @WholeParam({
    optional: true,
    min: 1,
    max: 3_650,
    default: 90,
    description: 'From so many days on a key without a schedule is old.',
  })
  oldDays?: number;
  @WholeParam({ optional: true, min: 1, default: 100, description: 'A key of more servers than this is shared.' })
  sharedBy?: number;
  @WholeParam({
    optional: true,
    min: 1,
    max: 365,
    default: 30,
    description: 'What expires within so many days expires soon.',
  })
  soonDays?: number;
}

const maybe = { type: String, nullable: true } as const;

export class KeyFindingItem {
  @ApiProperty({ ...maybe, format: 'uuid' })
  credentialId: string | null;
  @ApiProperty(maybe)
  credentialName: string | null;
  @ApiProperty({ ...maybe, format: 'uuid' })
  serverId: string | null;
  @ApiProperty(maybe)
  hostname: string | null;
  @ApiProperty({ example: '412 days old, and no schedule' })
  detail: string;
}

export class KeyFinding {
  @ApiProperty({ enum: kinds, enumName: 'KeyFindingKind' })
  kind: string;
  @ApiProperty({ description: 'What to do about it.' })
  remedy: string;
  @ApiProperty()
  total: Total;
  @ApiProperty({ type: [KeyFindingItem], description: 'The worst first, `limit` of them.' })
  items: KeyFindingItem[];
}

export class KeyReport {
  @ApiProperty({ format: 'date-time' })
  at: string;
  @ApiProperty({ type: [KeyFinding], description: 'Each kind, also when there is nothing of it.' })
  findings: KeyFinding[];
}
