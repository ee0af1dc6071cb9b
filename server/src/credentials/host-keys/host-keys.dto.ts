import { ApiProperty } from '@nestjs/swagger';
import { Choice, Flag, Text, Uuid, UuidList } from '../../http/fields.js';
import { PageQuery, pageOf } from '../../http/page.js';
import { adoptions, type Adoption } from './adoption.js';
import { hostKeySources, hostKeyStates, type HostKeySource, type HostKeyState } from './verdict.js';

export class HostKeysQuery extends PageQuery {
  @Choice(hostKeyStates, { optional: true, name: 'HostKeyState' })
  state?: HostKeyState;
  @Uuid({ optional: true, description: 'Of this server, also when it is deleted.' })
  serverId?: string;
  @Text({
    optional: true,
    pattern: /^SHA256:[\w+/]{43}$/,
    says: 'must be as `ssh-keygen -l` prints it, such as SHA256:…',
    description: 'The same key under all the names that it has.',
  })
  fingerprint?: string;
}

const maybe = { type: String, nullable: true } as const;

export class HostKeyView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ format: 'uuid' })
  serverId: string;
  @ApiProperty()
  hostname: string;
  @ApiProperty({ example: 'ssh-ed25519' })
  type: string;
  @ApiProperty({ description: 'As in known_hosts.', example: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA…' })
  publicKey: string;
  @ApiProperty({ example: 'SHA256:vWlPlwaA0g2nEyXr0sXq1oT9tYdVdUQ1dKq5qYVvD2I' })
  fingerprint: string;
  @ApiProperty({
    enum: hostKeyStates,
    enumName: 'HostKeyState',
    description:
      '`trusted`: logins go on. `waiting`: it was shown, is not trusted, and nobody logs in past it before somebody decides. `refused`: decided against. `former`: was trusted, and another one took its place.',
  })
  state: HostKeyState;
  @ApiProperty({ enum: hostKeySources, enumName: 'HostKeySource', description: 'How it came to be known.' })
  source: HostKeySource;
  @ApiProperty({ ...maybe, description: 'Of the decision.' })
  reason: string | null;
  @ApiProperty({ ...maybe, description: 'Who made it what it is; null when the program did.' })
  decidedBy: string | null;
  @ApiProperty({ ...maybe, format: 'date-time' })
  decidedAt: string | null;
  @ApiProperty({ format: 'date-time' })
  createdAt: string;
  @ApiProperty({
    ...maybe,
    format: 'date-time',
    description: 'When the server showed it last; of a trusted one to the minute.',
  })
  seenAt: string | null;
  @ApiProperty({ ...maybe, description: 'The address that showed it last.' })
  seenAddress: string | null;
  @ApiProperty({ description: 'How many logins ended at it.' })
  refusals: number;
  @ApiProperty({ description: 'How many other servers have the same key: ask for its `fingerprint` to see which.' })
  sharedWith: number;
  @ApiProperty()
  version: number;
}

export class HostKeyPage extends pageOf(HostKeyView) {}

export class PinHostKey {
  @Uuid()
  serverId: string;
  @Text({
    max: 16_384,
    trim: true,
    description: 'As in the `.pub` file of the key: its type, the key, and a comment that is not kept.',
    example: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA… root@web-01',
  })
  publicKey: string;
  @Text({ optional: true, max: 1_000, trim: true })
  reason?: string;
}

const decisions = ['accept', 'refuse'] as const;

export class DecideHostKey {
  @Choice(decisions, {
    name: 'HostKeyDecision',
    description: '`accept`: it is trusted. `refuse`: logins end at it from now on, without an event.',
  })
  decision: (typeof decisions)[number];
  @Text({ max: 1_000, trim: true })
  reason: string;
  @Flag({
    optional: true,
    default: false,
    description: 'With `accept`: the trusted keys of the same type stay trusted.',
  })
  keepOthers?: boolean;
}

export class ForgetHostKey {
  @Text({ max: 1_000, trim: true })
  reason: string;
}

export class ImportKnownHosts {
  @Text({ max: 1_000_000, description: 'The text of a known_hosts file; hashed names are understood.' })
  knownHosts: string;
  @Text({ optional: true, max: 4_096, description: 'Only for the servers that match.' })
  q?: string;
  @Flag({ optional: true, default: false, description: 'Only say what would become of it.' })
  dryRun?: boolean;
}

export class AdoptDiscovered {
  @UuidList({ optional: true, most: 1_000 })
  serverIds?: string[];
  @Text({ optional: true, max: 4_096, description: 'Instead of ids: the servers that match, up to 10,000.' })
  q?: string;
  @Flag({ optional: true, default: false, description: 'Only say what would become of them.' })
  dryRun?: boolean;
}

class AdoptedServer {
  @ApiProperty({ format: 'uuid' })
  serverId: string;
  @ApiProperty()
  hostname: string;
  @ApiProperty({
    enum: adoptions,
    enumName: 'HostKeyAdoption',
    description:
      '`new`: trusted from now on. `known`: nothing to do. `conflict`: another key is trusted, so this one waits for a decision. `refused`: it is refused.',
  })
  outcome: Adoption;
}

export const lineStatuses = [...adoptions, 'no-server', 'skipped', 'unreadable'] as const;
export type LineStatus = (typeof lineStatuses)[number];

class KnownHostsLineOutcome {
  @ApiProperty({ description: 'Counted from 1.' })
  line: number;
  @ApiProperty({ enum: lineStatuses, enumName: 'KnownHostsLineStatus', description: 'Of several servers the gravest.' })
  status: LineStatus;
  @ApiProperty({ ...maybe })
  fingerprint: string | null;
  @ApiProperty({ ...maybe })
  message: string | null;
  @ApiProperty({ description: 'How many servers it speaks for.' })
  matched: number;
  @ApiProperty({ type: [AdoptedServer], description: 'The first 50 of them.' })
  servers: AdoptedServer[];
}

export class KnownHostsOutcome {
  @ApiProperty()
  dryRun: boolean;
  @ApiProperty({ type: [KnownHostsLineOutcome], description: 'Without empty lines and comments.' })
  lines: KnownHostsLineOutcome[];
}

class DiscoveredServer extends AdoptedServer {
  @ApiProperty()
  fingerprint: string;
  @ApiProperty({ format: 'date-time', description: 'When the scan saw it.' })
  seenAt: string;
}

export class DiscoveredOutcome {
  @ApiProperty()
  dryRun: boolean;
  @ApiProperty({ type: [DiscoveredServer] })
  results: DiscoveredServer[];
  @ApiProperty({ description: 'Servers of which no scan saw a host key at the port of their SSH.' })
  unseen: number;
}

export class KnownHostsQuery {
  @Text({ optional: true, max: 4_096, description: 'Only the servers that match.' })
  q?: string;
}
