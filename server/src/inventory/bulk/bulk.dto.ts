import { ApiProperty } from '@nestjs/swagger';
import { Flag, FreeObject, Nested, Text, UuidList } from '../../http/fields.js';
import { outcomeStatuses, type Outcome, type OutcomeStatus } from './outcome.js';

export const mostAtOnce = 1_000;
const mostIds = 20_000;

export class Selection {
  @UuidList({ optional: true, most: mostIds, description: 'These servers. Either `ids` or `q`.' })
  ids?: string[];
  @Text({ optional: true, max: 2_000, description: 'All servers that match; the empty text is the whole fleet.' })
  q?: string;
  @FreeObject({
    optional: true,
    description: 'The ETag that a server must have, by its id; another one fails this item. Only with `ids`.',
    example: { '01939d3c-7b7a-7bd5-b9f3-4f3bd5f39c64': '"3"' },
  })
  ifMatch?: Record<string, unknown>;
}

export class BulkRequest {
  @Nested(() => Selection)
  select: Selection;
  @Text({
    max: 64,
    description:
      'One of lifecycle {to, reason}, tag {add[], remove[]}, group {add, remove}, template {id}, patch {fields}, checks {set[]}, maintenance {until, reason}, check, delete, restore.',
    example: 'tag',
  })
  action: string;
  @FreeObject({ optional: true, example: { add: ['pci'] } })
  params?: Record<string, unknown>;
  @Flag({ optional: true, default: false, description: 'Shows what would become of each item, and changes nothing.' })
  dryRun?: boolean;
  @Flag({ optional: true, default: false, description: 'All or nothing: one failed item and none is changed.' })
  atomic?: boolean;
  @Text({ optional: true, max: 1_000, trim: true, description: 'Why; the audit keeps it.' })
  reason?: string;
}

class FaultView {
  @ApiProperty()
  pointer: string;
  @ApiProperty()
  code: string;
  @ApiProperty()
  message: string;
}

class ItemFaultView {
  @ApiProperty({ example: 'server.illegal-move' })
  code: string;
  @ApiProperty()
  message: string;
  @ApiProperty({ type: [FaultView] })
  errors: FaultView[];
}

const fields = {
  type: 'object',
  additionalProperties: true,
  nullable: true,
  description: 'Only the fields that differ.',
} as const;

export class OutcomeView implements Outcome {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ type: String, nullable: true })
  hostname: string | null;
  @ApiProperty({ enum: outcomeStatuses, enumName: 'OutcomeStatus' })
  status: OutcomeStatus;
  @ApiProperty({ type: Number, nullable: true, description: 'That it has now: what its ETag says.' })
  version: number | null;
  @ApiProperty(fields)
  before: object | null;
  @ApiProperty(fields)
  after: object | null;
  @ApiProperty({ type: ItemFaultView, nullable: true })
  error: ItemFaultView | null;
}

export class BulkResult {
  @ApiProperty()
  dryRun: boolean;
  @ApiProperty({
    description: 'False for a dry run, and for an atomic action with a failed item: nothing was changed.',
  })
  applied: boolean;
  @ApiProperty()
  total: number;
  @ApiProperty()
  changed: number;
  @ApiProperty()
  failed: number;
  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'By which it can be reverted; null when nothing was changed, as by `check`.',
  })
  changeSetId: string | null;
  @ApiProperty({ type: [OutcomeView] })
  results: OutcomeView[];
}
