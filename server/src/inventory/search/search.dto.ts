import { ApiProperty } from '@nestjs/swagger';
import { Text, WholeParam } from '../../http/fields.js';
import { fieldKinds, type FieldKind } from './field.js';

export class SearchFieldView {
  @ApiProperty({ example: 'environment' })
  name: string;
  @ApiProperty({ type: [String], example: ['env'], description: 'Other names of it.' })
  aliases: string[];
  @ApiProperty({ enum: fieldKinds, enumName: 'SearchFieldKind', description: 'What may be asked of it.' })
  kind: FieldKind;
  @ApiProperty()
  description: string;
  @ApiProperty({ type: [String], nullable: true, description: 'The only values that it has, when they are few.' })
  values: string[] | null;
  @ApiProperty({ description: 'Its values can be asked for (`/servers/search/values`).' })
  completes: boolean;
}

export class SearchFields {
  @ApiProperty({ type: [SearchFieldView] })
  fields: SearchFieldView[];
}

export class ValuesQuery {
  @Text({ max: 200, example: 'owner', description: 'A field that completes.' })
  field: string;
  @Text({ optional: true, max: 200, example: 'co', description: 'How the values begin, without regard to case.' })
  prefix?: string;
  @WholeParam({ optional: true, min: 1, max: 100, default: 10 })
  limit?: number;
}

export class OfferedValue {
  @ApiProperty({ example: 'core' })
  value: string;
  @ApiProperty({ description: 'How many servers have it.' })
  count: number;
}

export class OfferedValues {
  @ApiProperty({ type: [OfferedValue], description: 'The most frequent first.' })
  values: OfferedValue[];
  @ApiProperty({ description: 'False where an even sample was counted and scaled up.' })
  exact: boolean;
}
