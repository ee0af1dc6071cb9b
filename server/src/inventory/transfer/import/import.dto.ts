import { ApiProperty } from '@nestjs/swagger';
import { Choice, FlagParam, Text } from '../../../http/fields.js';
import { emptyCells, type EmptyCells } from '../csv/columns.js';
import { formatNames, type FormatName } from '../formats.js';
import { keys, type Key } from './judged.js';
import { rowStatuses, type RowStatus } from './outcome.js';
import { modes, type Mode } from './steps.js';

/** How a file is to be read. */
export class FileQuery {
  @Choice(formatNames, {
    optional: true,
    name: 'ImportFormat',
    description:
      'Not given: what `Content-Type` says (text/csv, application/x-ndjson, application/json). The formats of others must be named.',
  })
  format?: FormatName;
  @Text({
    optional: true,
    max: 8_000,
    description:
      'For tables and JSON: a JSON object of columns (or members), and of each the field that it fills, or null to leave it out.',
    example: '{"Name":"hostname","CPUs":"hardware.cpuCores","Rack":"attr.rack","Junk":null}',
  })
  mapping?: string;
  @Choice(emptyCells, {
    optional: true,
    name: 'EmptyCells',
    default: 'keep',
    description: 'For tables: what an empty cell does to a server that there is.',
  })
  empty?: EmptyCells;
}

export class ImportQuery extends FileQuery {
  @Choice(modes, {
    optional: true,
    name: 'ImportMode',
    default: 'create',
    description: 'create: a server that there is already fails its row. upsert: it is changed.',
  })
  mode?: Mode;
  @Choice(keys, {
    optional: true,
    name: 'ImportKey',
    default: 'hostname',
    description: 'By what an upsert knows a server.',
  })
  key?: Key;
  @FlagParam({ optional: true, default: false, description: 'Says what would happen, and changes nothing.' })
  dryRun?: boolean;
  @FlagParam({ optional: true, default: false, description: 'All or nothing: one bad row and none is imported.' })
  atomic?: boolean;
  @Text({ optional: true, max: 1_000, trim: true, description: 'Why; the audit keeps it.' })
  reason?: string;
}

export class RowFault {
  @ApiProperty({ description: 'Of the file, where the row begins, or the word stands; from 1.' })
  line: number;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The name in the header of a table, or the word of a file of another program.',
  })
  column: string | null;
  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Of the column of a table; for a line that is no JSON, of its first wrong character. From 1.',
  })
  columnNumber: number | null;
  @ApiProperty({
    description: 'RFC 6901 pointer: into the file for a JSON array, else into the row.',
    example: '/ssh/port',
  })
  pointer: string;
  @ApiProperty({ example: 'field.max' })
  code: string;
  @ApiProperty()
  message: string;
}

const fields = {
  type: 'object',
  additionalProperties: true,
  nullable: true,
  description: 'Only the fields that differ.',
} as const;

export class RowView {
  @ApiProperty()
  line: number;
  @ApiProperty({ enum: rowStatuses, enumName: 'ImportRowStatus' })
  status: RowStatus;
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  id: string | null;
  @ApiProperty({ type: String, nullable: true })
  hostname: string | null;
  @ApiProperty(fields)
  before: object | null;
  @ApiProperty(fields)
  after: object | null;
  @ApiProperty({ type: [RowFault] })
  errors: RowFault[];
}

export class WarningView {
  @ApiProperty({ type: Number, nullable: true })
  line: number | null;
  @ApiProperty({ example: 'ansible.secret-dropped' })
  code: string;
  @ApiProperty()
  message: string;
}

export class ImportResult {
  @ApiProperty()
  dryRun: boolean;
  @ApiProperty({
    description:
      'False for a dry run, and for all-or-nothing with a bad row: the counts then say what would have happened.',
  })
  applied: boolean;
  @ApiProperty({ description: 'Rows.' })
  total: number;
  @ApiProperty()
  created: number;
  @ApiProperty()
  updated: number;
  @ApiProperty({ description: 'Rows that say what the inventory says already.' })
  unchanged: number;
  @ApiProperty()
  failed: number;
  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'By which it can be reverted; null when nothing was changed.',
  })
  changeSetId: string | null;
  @ApiProperty({ type: [RowFault], description: 'The first 1,000.' })
  errors: RowFault[];
  @ApiProperty()
  errorsTruncated: boolean;
  @ApiProperty({ type: [RowView], description: 'What became of the first 100 rows.' })
  rows: RowView[];
  @ApiProperty({ type: [WarningView], description: 'What in the file is not imported, or not as it stands there.' })
  warnings: WarningView[];
}
