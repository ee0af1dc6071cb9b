import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Role } from '../http/role.js';
import { Answers } from '../http/swagger.js';
import { AuditPage, AuditQuery } from './audit.dto.js';
import { AuditService } from './audit.service.js';

@ApiTags('audit')
@Controller('audit')
@Role('viewer')
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  @Get()
  @Answers({ summary: 'Who did what, newest first', ok: AuditPage, refuses: [400] })
  list(@Query() query: AuditQuery): Promise<AuditPage> {
    return this.audit.list(query);
  }
}
