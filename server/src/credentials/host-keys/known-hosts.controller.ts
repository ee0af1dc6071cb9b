import { Readable } from 'node:stream';
import { Controller, Get, Query, StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Role } from '../../http/role.js';
import { Answers } from '../../http/swagger.js';
import { KnownHostsQuery } from './host-keys.dto.js';
import { KnownHostsFile } from './known-hosts-file.js';

@ApiTags('hand-over')
@Controller('integrations/ssh/known_hosts')
@Role('viewer')
export class KnownHostsController {
  constructor(private readonly file: KnownHostsFile) {}

  @Get()
  @Answers({
    summary: 'The trusted host keys, as a known_hosts file',
    description:
      'By host name and addresses, with the port where it is not 22. Refused keys are marked `@revoked`. Neither decommissioned nor deleted servers.',
    text: ['text/plain'],
    refuses: [400],
  })
  async read(@Query() { q = '' }: KnownHostsQuery): Promise<StreamableFile> {
    const pieces = this.file.pieces(q);
    const first = await pieces.next(); // may fail, and then the answer is a problem
    return new StreamableFile(Readable.from(continued(first, pieces)), { type: 'text/plain; charset=utf-8' });
  }
}

async function* continued(first: IteratorResult<string>, rest: AsyncGenerator<string>): AsyncGenerator<Buffer> {
  if (first.done) return;
  yield Buffer.from(first.value);
  for await (const piece of rest) yield Buffer.from(piece);
}
