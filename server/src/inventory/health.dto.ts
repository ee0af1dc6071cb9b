import { ApiProperty } from '@nestjs/swagger';

export const healthStatuses = ['unknown', 'healthy', 'degraded', 'unhealthy'] as const;
export type HealthStatus = (typeof healthStatuses)[number];

export class Uptime {
  @ApiProperty({
    type: Number,
    nullable: true,
    description:
      'Share (0 to 1) of the watched time in which it was healthy or degraded; null when it was not watched.',
  })
  h24: number | null;
  @ApiProperty({ type: Number, nullable: true })
  d7: number | null;
  @ApiProperty({ type: Number, nullable: true })
  d30: number | null;
}

export class CheckHealth {
  @ApiProperty({ example: 'tcp 22' })
  name: string;
  @ApiProperty({ example: 'tcp' })
  type: string;
  @ApiProperty({ enum: healthStatuses, enumName: 'HealthStatus' })
  status: HealthStatus;
  @ApiProperty({ format: 'date-time' })
  since: string;
  @ApiProperty({ type: Number, nullable: true })
  latencyMs: number | null;
  @ApiProperty({ type: String, nullable: true, example: 'connection refused' })
  message: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  checkedAt: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  lastUpAt: string | null;
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  observed: object | null;
  @ApiProperty({ description: 'It should have run by now and has not, or could not: the status is of the past.' })
  stale: boolean;
}

/** Why and until when nobody is woken because of a server. */
export class Maintenance {
  @ApiProperty({ format: 'uuid' })
  windowId: string;
  @ApiProperty({ format: 'date-time' })
  from: string;
  @ApiProperty({ format: 'date-time' })
  until: string;
  @ApiProperty({ example: 'new memory' })
  reason: string;
}

export class Health {
  @ApiProperty({ enum: healthStatuses, enumName: 'HealthStatus' })
  status: HealthStatus;
  @ApiProperty({ format: 'date-time' })
  since: string;
  @ApiProperty({ type: String, nullable: true, example: 'tcp 22: connection refused, 3 of 3' })
  reason: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  lastCheckedAt: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  nextCheckAt: string | null;
  @ApiProperty({ type: Number, nullable: true, description: 'Of the first check.' })
  latencyMs: number | null;
  @ApiProperty({ type: Uptime, nullable: true, description: 'Only when one server is read.' })
  uptime: Uptime | null;
  @ApiProperty({ type: [CheckHealth] })
  checks: CheckHealth[];
  @ApiProperty()
  flapping: boolean;
  @ApiProperty()
  stale: boolean;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'The server upstream that is the cause.' })
  suppressedBy: string | null;
  @ApiProperty({ description: 'It is measured as ever, and pages nobody.' })
  inMaintenance: boolean;
  @ApiProperty({ type: Maintenance, nullable: true, description: 'Of several windows the one that ends last.' })
  maintenance: Maintenance | null;
}
