import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Role } from '../../http/role.js';
import { Answers } from '../../http/swagger.js';
import { OfferedValues, SearchFields, ValuesQuery } from './search.dto.js';
import { Search } from './search.service.js';
import { ValuesService } from './values.service.js';

/** What a search box needs to complete what is typed. */
@ApiTags('servers')
@Controller('servers/search')
@Role('viewer')
export class SearchController {
  constructor(
    private readonly search: Search,
    private readonly completions: ValuesService,
  ) {}

  @Get('fields')
  @Answers({ summary: 'The fields of the search language', ok: SearchFields })
  fields(): SearchFields {
    return { fields: this.search.described() };
  }

  @Get('values')
  @Answers({ summary: 'The values of a field that begin like this', ok: OfferedValues, refuses: [400] })
  values(@Query() query: ValuesQuery): Promise<OfferedValues> {
    return this.completions.values(query);
  }
}
