import { ApiProperty } from '@nestjs/swagger';
import { Choice, Uuid } from '../../http/fields.js';
import { pageOf, PageQuery } from '../../http/page.js';
import { placementStates, type PlacementState } from '../ssh/key-choice.js';
import { LoginPhase } from '../testing/login-tests.dto.js';

/** What the newest test of a login says; `untested` when there was none since its keys were placed there. */
const loginStates = ['ok', 'failing', 'untested'] as const;
export type LoginState = (typeof loginStates)[number];

class KnownPlacement {
  @ApiProperty()
  keyVersion: number;
  @ApiProperty({ enum: placementStates, enumName: 'PlacementState' })
  state: PlacementState;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  verifiedAt: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'Why the last attempt ended before that.' })
  error: string | null;
}

class KnownTest {
  @ApiProperty()
  ok: boolean;
  @ApiProperty({ type: [LoginPhase], description: 'Up to the first that failed.' })
  phases: LoginPhase[];
  @ApiProperty({ format: 'date-time' })
  testedAt: string;
}

export class KnownLogin {
  @ApiProperty({ format: 'uuid' })
  serverId: string;
  @ApiProperty()
  hostname: string;
  @ApiProperty({ description: 'It is the credential that is declared of the server.' })
  declared: boolean;
  @ApiProperty({ type: [KnownPlacement], description: 'What is on record of each of its keys there, newest first.' })
  placements: KnownPlacement[];
  @ApiProperty({
    type: KnownTest,
    nullable: true,
    description: 'The newest, unless its keys were removed since, or it failed and the server accepted one since.',
  })
  test: KnownTest | null;
}

class LoginCounts {
  @ApiProperty()
  ok: number;
  @ApiProperty()
  failing: number;
  @ApiProperty()
  untested: number;
}

export class KnownLogins extends pageOf(KnownLogin) {
  @ApiProperty({ description: 'Of all of them, whatever the page is about.' })
  counts: LoginCounts;
}

export class KnownLoginsQuery extends PageQuery {
  @Choice(loginStates, { optional: true, name: 'LoginState', description: 'What their newest test says.' })
  state?: LoginState;
  @Uuid({ optional: true, description: 'Of one server alone.' })
  serverId?: string;
}
