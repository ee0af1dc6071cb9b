import { ApiProperty } from '@nestjs/swagger';
import { Choice, Flag, Nested, Text, TextList, Uuid, Whole } from '../../http/fields.js';
import { lifecycles, type Lifecycle } from '../../inventory/lifecycle.js';
import { ServerDefaults, tag } from '../../inventory/servers.dto.js';

export const mostHosts = 20_000;

/** Which hosts: these, or by rule; what a rule does not say is not asked for. */
export class ImportHosts {
  @TextList({
    optional: true,
    least: 1,
    most: mostHosts,
    max: 64,
    description: 'These addresses. Else the rule below.',
  })
  addresses?: string[];
  @Choice(['new', 'changed'], { optional: true, description: 'Rule: those that were found so.' })
  match?: 'new' | 'changed';
  @Whole({ optional: true, min: 1, max: 65_535, description: 'Rule: who has this port open.' })
  port?: number;
  @Text({ optional: true, min: 1, max: 64, description: 'Rule: whose role is guessed to be this.' })
  role?: string;
  @Uuid({ optional: true, nullable: true, description: 'What `fields` says wins over it, tags are united.' })
  templateId?: string | null;
  @TextList({ ...tag, optional: true, example: ['found:2026-11'] })
  tags?: string[];
  @Choice(lifecycles, { optional: true, name: 'Lifecycle', default: 'planned' })
  lifecycle?: Lifecycle;
  @Nested(() => ServerDefaults, { optional: true, description: 'What all of them have.' })
  fields?: ServerDefaults;
  @Flag({ optional: true, default: false, description: 'Shows what would become of each host, and registers none.' })
  dryRun?: boolean;
  @Text({ optional: true, max: 1_000, trim: true, description: 'Why; the audit keeps it.' })
  reason?: string;
}

const maybe = { type: String, nullable: true } as const;

class ImportedHostFault {
  @ApiProperty({ example: 'server.hostname-taken' })
  code: string;
  @ApiProperty()
  message: string;
  @ApiProperty({ ...maybe, format: 'uuid', description: 'The server that has the name or the address already.' })
  serverId: string | null;
}

export class ImportedHost {
  @ApiProperty()
  address: string;
  @ApiProperty({ enum: ['created', 'failed'] })
  status: 'created' | 'failed';
  @ApiProperty({ ...maybe, format: 'uuid', description: 'The new server; null when there is none, or none yet.' })
  serverId: string | null;
  @ApiProperty(maybe)
  hostname: string | null;
  @ApiProperty({ type: ImportedHostFault, nullable: true })
  error: ImportedHostFault | null;
}

export class ImportedHosts {
  @ApiProperty()
  dryRun: boolean;
  @ApiProperty()
  total: number;
  @ApiProperty()
  created: number;
  @ApiProperty()
  failed: number;
  @ApiProperty({ ...maybe, format: 'uuid', description: 'By which it can be reverted.' })
  changeSetId: string | null;
  @ApiProperty({ type: [ImportedHost] })
  results: ImportedHost[];
}
