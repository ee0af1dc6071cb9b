import { ApiProperty } from '@nestjs/swagger';
import { ChoicesParam, Instant, Text, Uuid, UuidList } from '../../http/fields.js';
import { pageOf, PageQuery } from '../../http/page.js';

const why = { max: 1_000, trim: true, description: 'Why; whoever wonders that nobody is woken reads it.' } as const;
const later = { description: 'Not given: at once, in place of what runs. Given: beside what runs then.' };

/** What the bulk action `maintenance` takes. */
export class MaintenanceParams {
  @Instant({ nullable: true, description: 'Null ends what runs now.' })
  until: string | null;
  @Text({ ...why, optional: true })
  reason?: string;
  @Instant({ ...later, optional: true })
  from?: string;
}

export class RevertMaintenanceParams {
  @Uuid()
  changeSetId: string;
}

export class PlanMaintenance {
  @UuidList({ optional: true, most: 20_000, description: 'These servers. Either `serverIds` or `q`.' })
  serverIds?: string[];
  @Text({ optional: true, max: 2_000, description: 'The servers that match now; who matches later is not added.' })
  q?: string;
  @Instant({ optional: true, description: 'Not given: at once.' })
  from?: string;
  @Instant()
  until: string;
  @Text(why)
  reason: string;
}

export class ChangeMaintenance {
  @Instant({ optional: true, description: 'Earlier or later, but ahead. To end it now, delete it.' })
  until?: string;
  @Text({ ...why, optional: true, min: 1 })
  reason?: string;
}

export const windowStates = ['planned', 'running', 'over'] as const;
export type WindowState = (typeof windowStates)[number];

export class MaintenanceQuery extends PageQuery {
  @ChoicesParam(windowStates, { optional: true, description: 'Some of planned, running, over, separated by commas.' })
  state?: WindowState[];
  @Uuid({ optional: true, description: 'Only those that this server is in, or was.' })
  serverId?: string;
}

class PlannedBy {
  @ApiProperty({ enum: ['user', 'token', 'system'] })
  type: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  id: string | null;
  @ApiProperty()
  name: string;
}

export class MaintenanceWindow {
  @ApiProperty({
    format: 'uuid',
    description: 'Also that of the change set that made it, by which it can be taken back.',
  })
  id: string;
  @ApiProperty()
  reason: string;
  @ApiProperty({ format: 'date-time' })
  from: string;
  @ApiProperty({ format: 'date-time', description: 'When it ends, or ended.' })
  until: string;
  @ApiProperty({ format: 'date-time', description: 'Later than `until` when it was ended before its time.' })
  plannedUntil: string;
  @ApiProperty({ enum: windowStates, enumName: 'MaintenanceState' })
  state: WindowState;
  @ApiProperty({ description: 'How many it was made for. `GET /servers?q=window:<id>` tells which.' })
  servers: number;
  @ApiProperty({ type: PlannedBy, nullable: true })
  createdBy: PlannedBy | null;
  @ApiProperty({ format: 'date-time' })
  createdAt: string;
  @ApiProperty({ format: 'date-time' })
  updatedAt: string;
  @ApiProperty({ description: 'The ETag.' })
  version: number;
}

export class MaintenancePage extends pageOf(MaintenanceWindow) {}
