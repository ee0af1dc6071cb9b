import { ApiProperty } from '@nestjs/swagger';
import { WholeParam } from '../http/fields.js';
import { Total } from '../http/page.js';
import { SearchText } from './search/search-text.js';
import { AtMoment } from './servers.dto.js';

export class FacetsQuery extends AtMoment {
  @SearchText()
  q?: string;
  @WholeParam({
    optional: true,
    min: 1,
    max: 100,
    default: 12,
    description: 'Values of each field, the most frequent first.',
  })
  limit?: number;
}

class FacetValue {
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'null counts the servers that have none: `-owner:*`. In quotes behind the field it is a query.',
  })
  value: string | null;
  @ApiProperty()
  count: number;
}

export class Facet {
  @ApiProperty({ example: 'owner', description: 'A field of the search language.' })
  field: string;
  @ApiProperty({ type: [FacetValue] })
  values: FacetValue[];
  @ApiProperty({ description: 'There are more values than these.' })
  more: boolean;
}

export class Facets {
  @ApiProperty({ type: [Facet] })
  facets: Facet[];
  @ApiProperty()
  total: Total;
  @ApiProperty({
    description:
      'False where more servers match than are counted one by one: then an even sample of them is, and its counts are scaled up. Those of health and lifecycle are exact always.',
  })
  exact: boolean;
}
