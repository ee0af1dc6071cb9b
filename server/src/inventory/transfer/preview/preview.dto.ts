import { ApiProperty, OmitType } from '@nestjs/swagger';
import { FlagParam } from '../../../http/fields.js';
import { formatNames, type FormatName } from '../formats.js';
import { FileQuery, RowFault, WarningView } from '../import/import.dto.js';

/** How the beginning of a file is to be read. Without a format it is guessed, without a mapping one is proposed. */
export class PreviewQuery extends OmitType(FileQuery, ['empty'] as const) {
  @FlagParam({
    optional: true,
    default: false,
    description: 'The body is only the beginning of the file: a row that it cuts is left out.',
  })
  head?: boolean;
}

class PreviewColumn {
  @ApiProperty({
    description: 'In the header of a table, or of a member (by dots); of the formats of others, our field.',
  })
  name: string;
  @ApiProperty({ type: [String], description: 'At most three values of it that differ.' })
  samples: string[];
  @ApiProperty({ type: String, nullable: true, description: 'The field that it fills; null leaves it out.' })
  target: string | null;
}

class PreviewRow {
  @ApiProperty()
  line: number;
  @ApiProperty({
    type: 'array',
    items: { type: 'string', nullable: true },
    description: 'What each column says, as it would be read; null for nothing.',
  })
  values: (string | null)[];
  @ApiProperty({ type: [RowFault] })
  errors: RowFault[];
}

class PreviewFault {
  @ApiProperty()
  line: number;
  @ApiProperty()
  column: number;
  @ApiProperty({ example: 'csv.hostname-missing' })
  code: string;
  @ApiProperty()
  message: string;
}

/** What an import would read; nothing is written, and the inventory is not asked. */
export class ImportPreview {
  @ApiProperty({ enum: formatNames, enumName: 'ImportFormat', description: 'As said, or as guessed.' })
  format: FormatName;
  @ApiProperty({ description: 'Its columns can be mapped.' })
  mappable: boolean;
  @ApiProperty({ type: [PreviewColumn] })
  columns: PreviewColumn[];
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string', nullable: true },
    description: '`mapping` for the import: what of the columns is not called like its field.',
  })
  mapping: Record<string, string | null>;
  @ApiProperty({ type: [String], description: 'What a column can fill; beside these `attr.<name>`.' })
  fields: string[];
  @ApiProperty({ type: [PreviewRow], description: 'The first 20.' })
  rows: PreviewRow[];
  @ApiProperty({ description: 'How many rows were looked at: at most 1,000, and of 1 MiB.' })
  read: number;
  @ApiProperty({ description: 'How many of these have faults.' })
  failed: number;
  @ApiProperty({ type: [RowFault], description: 'The first 100.' })
  errors: RowFault[];
  @ApiProperty({ description: 'There was no more to look at.' })
  complete: boolean;
  @ApiProperty({ type: PreviewFault, nullable: true, description: 'Why the file cannot be read on.' })
  fault: PreviewFault | null;
  @ApiProperty({ type: [WarningView] })
  warnings: WarningView[];
}
