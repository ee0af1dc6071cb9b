import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Role } from '../http/role.js';
import { Answers } from '../http/swagger.js';
import { AuditPage, AuditQuery, Verification, VerifyQuery } from './audit.dto.js';
import { AuditService } from './audit.service.js';
import { AuditChain } from './chain.js';

@ApiTags('audit')
@Controller('audit')
@Role('viewer')
export class AuditController {
  constructor(
    private readonly audit: AuditService,
    private readonly chain: AuditChain,
  ) {}

  @Get()
  @Answers({ summary: 'Who did what, newest first', ok: AuditPage, refuses: [400] })
  list(@Query() query: AuditQuery): Promise<AuditPage> {
    return this.audit.list(query);
  }

  @Get('verify')
  @Answers({
    summary: 'Whether every entry is still what was sealed; if not, the first that is not',
    description:
      'Looks at every entry, some hundred thousand a second. Note `head` elsewhere and hand it in next time: it shows a chain that was rewritten as a whole.',
    ok: Verification,
    refuses: [400],
  })
  verify(@Query() query: VerifyQuery): Promise<Verification> {
    return this.chain.verify(query);
  }
}
