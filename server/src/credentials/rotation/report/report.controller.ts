import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Role } from '../../../http/role.js';
import { Answers } from '../../../http/swagger.js';
import { KeyReport, KeyReportQuery } from './report.dto.js';
import { KeyReportReader } from './report.reader.js';

@ApiTags('credentials')
@Controller('credentials/report')
export class KeyReportController {
  constructor(private readonly reader: KeyReportReader) {}

  @Get()
  @Role('viewer')
  @Answers({
    summary: 'Where keys want attention: old, shared, weak, expiring, left behind; each with its remedy',
    ok: KeyReport,
    refuses: [400],
  })
  report(@Query() query: KeyReportQuery): Promise<KeyReport> {
    return this.reader.report(query);
  }
}
