import { ApiProperty } from '@nestjs/swagger';
import { healthStatuses, type HealthStatus } from '../inventory/health.dto.js';
import { lifecycles, type Lifecycle } from '../inventory/lifecycle.js';

class HealthCounts implements Record<HealthStatus, number> {
  @ApiProperty()
  healthy: number;
  @ApiProperty()
  degraded: number;
  @ApiProperty()
  unhealthy: number;
  @ApiProperty()
  unknown: number;
}

class LifecycleCounts implements Record<Lifecycle, number> {
  @ApiProperty()
  planned: number;
  @ApiProperty()
  provisioning: number;
  @ApiProperty()
  active: number;
  @ApiProperty()
  draining: number;
  @ApiProperty()
  decommissioned: number;
}

export class FailingServer {
  @ApiProperty({ format: 'uuid' })
  serverId: string;
  @ApiProperty()
  hostname: string;
  @ApiProperty({ enum: healthStatuses, enumName: 'HealthStatus' })
  status: HealthStatus;
  @ApiProperty({ type: String, nullable: true })
  reason: string | null;
  @ApiProperty({ format: 'date-time' })
  since: string;
  @ApiProperty({ enum: lifecycles, enumName: 'Lifecycle' })
  lifecycle: Lifecycle;
  @ApiProperty({ type: String, nullable: true })
  owner: string | null;
  @ApiProperty({ type: String, nullable: true })
  environment: string | null;
  @ApiProperty()
  pageable: boolean;
  @ApiProperty()
  stale: boolean;
}

class Failing {
  @ApiProperty()
  total: number;
  @ApiProperty({ type: [FailingServer], description: 'At most 20: unhealthy first, then the oldest.' })
  items: FailingServer[];
}

export class TransitionView {
  @ApiProperty({ format: 'date-time' })
  at: string;
  @ApiProperty({ enum: ['health', 'lifecycle'] })
  axis: 'health' | 'lifecycle';
  @ApiProperty()
  from: string;
  @ApiProperty()
  to: string;
  @ApiProperty({ type: String, nullable: true })
  reason: string | null;
}

export class FleetTransition extends TransitionView {
  @ApiProperty({ format: 'uuid' })
  serverId: string;
  @ApiProperty()
  hostname: string;
}

export class TransitionList {
  @ApiProperty({ type: [TransitionView] })
  items: TransitionView[];
}

class Quarter {
  @ApiProperty({ format: 'date-time' })
  from: string;
  @ApiProperty({ format: 'date-time' })
  to: string;
  @ApiProperty({ type: Number, nullable: true, description: 'Servers on average; null when the monitor did not run.' })
  healthy: number | null;
  @ApiProperty({ type: Number, nullable: true })
  degraded: number | null;
  @ApiProperty({ type: Number, nullable: true })
  unhealthy: number | null;
  @ApiProperty({ type: Number, nullable: true })
  unknown: number | null;
}

export class CheckRates {
  @ApiProperty({
    type: Number,
    nullable: true,
    description:
      'In the last minute, by all processes; null before the first ten seconds have passed and while Redis is away.',
  })
  perSecond: number | null;
  @ApiProperty({ type: Number, nullable: true })
  failedPerSecond: number | null;
  @ApiProperty({ type: Number, nullable: true, description: 'How late checks began; of this process.' })
  latenessP99Ms: number | null;
}

export class FleetOverview {
  @ApiProperty({ format: 'date-time' })
  at: string;
  @ApiProperty({ description: 'Living servers.' })
  total: number;
  @ApiProperty()
  countable: number;
  @ApiProperty()
  pageable: number;
  @ApiProperty({ description: 'Living servers in maintenance.' })
  inMaintenance: number;
  @ApiProperty({ description: 'Watched servers of which nothing new is known.' })
  stale: number;
  @ApiProperty()
  intervalSeconds: number;
  @ApiProperty({ description: 'Of countable servers.' })
  health: HealthCounts;
  @ApiProperty({ description: 'Of living servers.' })
  lifecycle: LifecycleCounts;
  @ApiProperty()
  failing: Failing;
  @ApiProperty({ type: [FleetTransition], description: 'At most 20, newest first.' })
  transitions: FleetTransition[];
  @ApiProperty({ type: [Quarter], description: '96 quarters of an hour of the countable fleet, oldest first.' })
  last24h: Quarter[];
  @ApiProperty({ type: CheckRates, nullable: true, description: 'Null of the past.' })
  checks: CheckRates | null;
}
