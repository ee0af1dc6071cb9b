import { ApiProperty } from '@nestjs/swagger';
import { Flag, Text, Uuid } from '../../http/fields.js';
import { pageOf, PageQuery } from '../../http/page.js';

class ChangeSetActor {
  @ApiProperty({ enum: ['user', 'token', 'system'] })
  type: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  id: string | null;
  @ApiProperty()
  name: string;
}

export class ChangeSetView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ example: 'tag' })
  kind: string;
  @ApiProperty({ example: 'Tag 12 servers (+pci)' })
  title: string;
  @ApiProperty({ type: String, nullable: true })
  reason: string | null;
  @ApiProperty()
  actor: ChangeSetActor;
  @ApiProperty()
  total: number;
  @ApiProperty()
  changed: number;
  @ApiProperty()
  failed: number;
  @ApiProperty({ format: 'date-time' })
  createdAt: string;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Null while its job runs, and when that was cancelled.',
  })
  finishedAt: string | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  jobId: string | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'The change set that this one took back.' })
  revertsId: string | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'The change set that took this one back.' })
  revertedById: string | null;
}

export class ChangeSetPage extends pageOf(ChangeSetView) {}

export const itemKinds = ['created', 'changed', 'moved', 'deleted', 'restored'] as const;

export class ChangeSetItem {
  @ApiProperty({ format: 'uuid' })
  serverId: string;
  @ApiProperty()
  hostname: string;
  @ApiProperty({ enum: itemKinds })
  kind: (typeof itemKinds)[number];
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: 'The fields that differ, before.',
  })
  before: object | null;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'The fields that differ, after.' })
  after: object;
  @ApiProperty({ description: 'Somebody changed it later: a revert leaves it as it is, and says so.' })
  changedSince: boolean;
}

export class ChangeSetItems extends ChangeSetView {
  @ApiProperty({ type: [ChangeSetItem] })
  items: ChangeSetItem[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

export class ChangeSetItemsQuery extends PageQuery {
  @Uuid({ optional: true, description: '`nextCursor` of the page before.' })
  override cursor?: string;
}

export class RevertChangeSet {
  @Flag({ optional: true, default: false, description: 'Shows what would become of each server, and changes nothing.' })
  dryRun?: boolean;
  @Text({ optional: true, max: 1_000, trim: true, description: 'Why; the audit keeps it.' })
  reason?: string;
}
