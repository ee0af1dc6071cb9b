import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor as ActorOf } from '../../audit/actor.js';
import { Actor } from '../../auth/principal.js';
import { Role } from '../../http/role.js';
import { Answers } from '../../http/swagger.js';
import { MasterKeyView, SelfTestView } from './master-key.dto.js';
import { MasterKeyReader } from './master-key.reader.js';
import { SelfTest } from './self-test.js';

@ApiTags('credentials')
@Controller('master-key')
@Role('admin')
export class MasterKeyController {
  constructor(
    private readonly reader: MasterKeyReader,
    private readonly selfTest: SelfTest,
  ) {}

  @Get()
  @Answers({ summary: 'Which master keys there are, and how many secrets each wraps the keys of', ok: MasterKeyView })
  get(): Promise<MasterKeyView> {
    return this.reader.get();
  }

  @Post('self-test')
  @HttpCode(200)
  @Answers({
    summary: 'Whether stored secrets are ciphertext that opens where it belongs and nowhere else',
    description: 'Answers 503 while the master key cannot be reached.',
    ok: SelfTestView,
  })
  test(@Actor() actor: ActorOf): Promise<SelfTestView> {
    return this.selfTest.run(actor);
  }
}
