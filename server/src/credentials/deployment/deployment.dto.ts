import { ApiProperty } from '@nestjs/swagger';
import { Choice, Flag, Text, Uuid } from '../../http/fields.js';
import { pageOf, PageQuery } from '../../http/page.js';
import { ServerChoice } from '../many/server-choice.dto.js';
import { placementStates, type PlacementState } from '../ssh/key-choice.js';

export class DeployKey extends ServerChoice {
  @Uuid({
    optional: true,
    description: 'The credential to log in with; not given: the one that is declared of each server.',
  })
  via?: string;
  @Flag({
    optional: true,
    default: false,
    description: 'Then this is the credential of the server, once it has let us in with it.',
  })
  assign?: boolean;
  @Flag({ optional: true, default: false, description: 'Logs in and looks, and changes nothing.' })
  dryRun?: boolean;
}

export class WithdrawKey extends ServerChoice {
  @Uuid({
    optional: true,
    description: 'The credential to log in with; not given: any other that the server is known to accept.',
  })
  via?: string;
  @Flag({ optional: true, default: false, description: 'Logs in and looks, and changes nothing.' })
  dryRun?: boolean;
  @Flag({
    optional: true,
    default: false,
    description: 'Also where it is the only way in that is known. Needs a reason.',
  })
  force?: boolean;
  @Text({ optional: true, max: 1_000, trim: true, description: 'Why; the audit keeps it.' })
  reason?: string;
}

class DeploymentFault {
  @ApiProperty({ example: 'credential.last-login' })
  code: string;
  @ApiProperty()
  message: string;
}

class DeploymentOutcome {
  @ApiProperty({ format: 'uuid' })
  serverId: string;
  @ApiProperty({ type: String, nullable: true, description: 'Null when there is no such server.' })
  hostname: string | null;
  @ApiProperty({ enum: ['changed', 'unchanged', 'failed'] })
  status: 'changed' | 'unchanged' | 'failed';
  @ApiProperty({ type: String, nullable: true, example: 'one line was added' })
  message: string | null;
  @ApiProperty({ type: DeploymentFault, nullable: true })
  error: DeploymentFault | null;
}

export class DeploymentResult {
  @ApiProperty()
  dryRun: boolean;
  @ApiProperty({ type: [DeploymentOutcome] })
  results: DeploymentOutcome[];
}

export class PlacementView {
  @ApiProperty({ format: 'uuid' })
  serverId: string;
  @ApiProperty()
  hostname: string;
  @ApiProperty()
  keyVersion: number;
  @ApiProperty({ enum: placementStates, enumName: 'PlacementState' })
  state: PlacementState;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When the server last let us in with it; of one that was removed, when it refused it.',
  })
  verifiedAt: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'Why the last attempt ended before that.' })
  error: string | null;
  @ApiProperty({ format: 'date-time' })
  updatedAt: string;
}

export class PlacementPage extends pageOf(PlacementView) {}

export class PlacementsQuery extends PageQuery {
  @Choice(placementStates, { optional: true, name: 'PlacementState' })
  state?: PlacementState;
}
