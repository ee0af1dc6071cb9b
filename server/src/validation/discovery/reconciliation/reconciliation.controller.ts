import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Role } from '../../../http/role.js';
import { Answers } from '../../../http/swagger.js';
import { FindingQuery, FindingView, ReconciliationView, ReportQuery } from './reconciliation.dto.js';
import { ReconciliationReader } from './reconciliation.reader.js';

@ApiTags('discovery')
@Controller('discovery/reconciliation')
@Role('viewer')
export class ReconciliationController {
  constructor(private readonly reader: ReconciliationReader) {}

  @Get()
  @Answers({
    summary: 'Where the inventory and the network do not agree, and what mends it',
    ok: ReconciliationView,
    refuses: [400],
  })
  report(@Query() { limit = 20 }: ReportQuery): Promise<ReconciliationView> {
    return this.reader.report(limit);
  }

  @Get(':kind')
  @Answers({ summary: 'One finding, page by page', ok: FindingView, refuses: [400, 404] })
  finding(@Param('kind') kind: string, @Query() query: FindingQuery): Promise<FindingView> {
    return this.reader.finding(kind, query);
  }
}
