import { ApiProperty } from '@nestjs/swagger';
import { Choice, Text, Uuid, WholeParam } from '../../http/fields.js';
import { healthStatuses, type HealthStatus } from '../health.dto.js';
import { lifecycles, type Lifecycle } from '../lifecycle.js';
import { AtMoment } from '../servers.dto.js';

export const directions = ['upstream', 'downstream', 'both'] as const;
export type GraphDirection = (typeof directions)[number];

/** That a server needs another one. */
export class AddDependency {
  @Uuid({ description: 'The server that is needed.' })
  dependsOnId: string;
  @Text({ optional: true, nullable: true, max: 1_000, trim: true, description: 'What it is needed for.' })
  note?: string | null;
}

export class GraphQuery extends AtMoment {
  @Choice(directions, {
    optional: true,
    default: 'both',
    description: '`upstream`: what it depends on. `downstream`: what depends on it.',
  })
  direction?: GraphDirection;
  @WholeParam({ optional: true, min: 1, max: 50, default: 10, description: 'Steps away from the server.' })
  depth?: number;
}

class ServerBrief {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty()
  hostname: string;
  @ApiProperty({ enum: lifecycles, enumName: 'Lifecycle' })
  lifecycle: Lifecycle;
  @ApiProperty({ enum: healthStatuses, enumName: 'HealthStatus' })
  health: HealthStatus;
}

/** The server at the other end of a dependency. */
export class Neighbour extends ServerBrief {
  @ApiProperty({ type: String, nullable: true })
  note: string | null;
  @ApiProperty({ format: 'date-time' })
  since: string;
}

export class DependenciesView {
  @ApiProperty({ type: [Neighbour], description: 'What it needs, by host name.' })
  dependsOn: Neighbour[];
  @ApiProperty({ type: [Neighbour], description: 'What needs it, by host name.' })
  dependents: Neighbour[];
  @ApiProperty({ description: 'There are more than the 1,000 of each that are shown.' })
  truncated: boolean;
}

const nodePlaces = ['root', 'upstream', 'downstream'] as const;

export class GraphNode extends ServerBrief {
  @ApiProperty({ type: String, nullable: true })
  owner: string | null;
  @ApiProperty()
  pageable: boolean;
  @ApiProperty({ description: 'Steps away from the root, on the shortest way.' })
  depth: number;
  @ApiProperty({ enum: nodePlaces })
  direction: (typeof nodePlaces)[number];
}

/** `from` needs `to`. */
export class GraphEdge {
  @ApiProperty({ format: 'uuid' })
  from: string;
  @ApiProperty({ format: 'uuid' })
  to: string;
  @ApiProperty({ type: String, nullable: true })
  note: string | null;
}

export class DependencyGraph {
  @ApiProperty({ format: 'uuid' })
  root: string;
  @ApiProperty({ type: [GraphNode], description: 'Living servers, the nearest first. The root is always there.' })
  nodes: GraphNode[];
  @ApiProperty({ type: [GraphEdge], description: 'All between these servers.' })
  edges: GraphEdge[];
  @ApiProperty({
    description: 'Within the depth there are more than the 2,000 servers or 10,000 edges that are shown.',
  })
  truncated: boolean;
}

class LifecycleCount {
  @ApiProperty({ enum: lifecycles, enumName: 'Lifecycle' })
  lifecycle: Lifecycle;
  @ApiProperty()
  count: number;
}

class OwnerCount {
  @ApiProperty({ type: String, nullable: true })
  owner: string | null;
  @ApiProperty()
  count: number;
}

class HealthCount {
  @ApiProperty({ enum: healthStatuses, enumName: 'HealthStatus' })
  health: HealthStatus;
  @ApiProperty()
  count: number;
}

export class HitServer extends ServerBrief {
  @ApiProperty({ type: String, nullable: true })
  owner: string | null;
  @ApiProperty()
  pageable: boolean;
  @ApiProperty({ description: 'Steps away.' })
  depth: number;
}

/** What would be hit if a server failed: every living server that needs it, directly or through others. */
export class Impact {
  @ApiProperty()
  total: number;
  @ApiProperty({ description: 'False when more than 50,000 would be hit: the counts are of the nearest 50,000.' })
  exact: boolean;
  @ApiProperty({ description: 'Of those, how many somebody should be woken for already.' })
  pageable: number;
  @ApiProperty({ type: [LifecycleCount] })
  byLifecycle: LifecycleCount[];
  @ApiProperty({ type: [OwnerCount] })
  byOwner: OwnerCount[];
  @ApiProperty({ type: [HealthCount] })
  byHealth: HealthCount[];
  @ApiProperty({ type: [HitServer], description: 'The first 50, the nearest first, then by host name.' })
  servers: HitServer[];
}
