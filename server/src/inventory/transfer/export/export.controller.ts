import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Role } from '../../../http/role.js';
import { Answers } from '../../../http/swagger.js';
import { ExportQuery } from './export.dto.js';
import { ExportsService } from './exports.service.js';

@ApiTags('import and export')
@Controller('servers/export')
@Role('viewer')
export class ExportController {
  constructor(private readonly exports: ExportsService) {}

  @Get()
  @Answers({
    summary: 'All servers that match, as a file',
    description:
      'One moment of the inventory, written as fast as it is taken. An import of the file makes the same servers again. A connection that breaks off before its end was no complete file.',
    text: ['text/csv', 'application/x-ndjson', 'application/json'],
    refuses: [400, 429],
  })
  export(@Query() query: ExportQuery, @Req() request: Request, @Res() response: Response): Promise<void> {
    return this.exports.send(request, response, query);
  }
}
