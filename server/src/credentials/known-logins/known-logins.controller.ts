import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Id } from '../../http/id.pipe.js';
import { Role } from '../../http/role.js';
import { Answers } from '../../http/swagger.js';
import { KnownLogins, KnownLoginsQuery } from './known-logins.dto.js';
import { KnownLoginsReader } from './known-logins.reader.js';

@ApiTags('credentials')
@Controller('credentials/:id/logins')
@Role('viewer')
export class KnownLoginsController {
  constructor(private readonly reader: KnownLoginsReader) {}

  @Get()
  @Answers({
    summary: 'Which servers it logs in to, as far as anybody knows: declared, placed, and how the newest test went',
    ok: KnownLogins,
    refuses: [400, 404],
  })
  list(@Param('id', Id) id: string, @Query() query: KnownLoginsQuery): Promise<KnownLogins> {
    return this.reader.list(id, query);
  }
}
