import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Role } from '../http/role.js';
import { Answers } from '../http/swagger.js';
import { Facets, FacetsQuery } from './facets.dto.js';
import { FacetsService } from './facets.service.js';

@ApiTags('servers')
@Controller('servers/facets')
@Role('viewer')
export class FacetsController {
  constructor(private readonly service: FacetsService) {}

  @Get()
  @Answers({
    summary: 'How the servers that match are spread',
    description: 'The values of each field, with how many of the servers that match have them.',
    ok: Facets,
    refuses: [400],
  })
  facets(@Query() query: FacetsQuery): Promise<Facets> {
    return this.service.facets(query);
  }
}
