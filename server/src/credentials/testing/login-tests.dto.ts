import { ApiProperty } from '@nestjs/swagger';
import { Choice } from '../../http/fields.js';
import { pageOf, PageQuery } from '../../http/page.js';
import { phaseNames, type PhaseName } from '../ssh/phases.js';

export class LoginPhase {
  @ApiProperty({ enum: phaseNames, enumName: 'LoginPhaseName' })
  name: PhaseName;
  @ApiProperty()
  ok: boolean;
  @ApiProperty({ description: 'Of this step alone, in milliseconds.' })
  ms: number;
  @ApiProperty()
  message: string;
}

class LoginTest {
  @ApiProperty({ format: 'uuid' })
  serverId: string;
  @ApiProperty()
  ok: boolean;
  @ApiProperty({ type: [LoginPhase], description: 'Up to the first that failed.' })
  phases: LoginPhase[];
}

export class LoginTests {
  @ApiProperty({ type: [LoginTest] })
  results: LoginTest[];
}

export class NewestLoginTest extends LoginTest {
  @ApiProperty()
  hostname: string;
  @ApiProperty({ format: 'date-time' })
  testedAt: string;
}

export class NewestLoginTests extends pageOf(NewestLoginTest) {}

export class LoginTestsQuery extends PageQuery {
  @Choice(['true', 'false'], {
    optional: true,
    description: 'Only the logins that went well, or only those that did not.',
  })
  ok?: 'true' | 'false';
}
