import { ApiProperty } from '@nestjs/swagger';
import { Choice, FlagParam, Text, WholeParam } from '../../http/fields.js';
import { pageOf, PageQuery } from '../../http/page.js';
import type { ExaminedHost } from '../../probing/scan/examined-host.js';
import { matches, type Change, type Match } from './comparison.js';

export class HostsQuery extends PageQuery {
  @Choice(matches, { optional: true, name: 'ScanMatch' })
  match?: Match;
  @FlagParam({ optional: true, description: 'Only what is otherwise than in the scan before, of the same definition.' })
  changes?: boolean;
  @Text({
    optional: true,
    max: 200,
    description: 'Part of an address, a name or a service; or a network: 10.2.0.0/16.',
  })
  q?: string;
  @WholeParam({ optional: true, min: 1, max: 65_535, description: 'Who has this port open.' })
  port?: number;
  @Text({ optional: true, max: 64, description: 'Whose role is guessed to be this.' })
  role?: string;
  @Text({ optional: true, max: 64, default: 'address', description: 'One of address, match; with - descending.' })
  sort?: string;
}

const maybe = { type: String, nullable: true } as const;

class ScanHostTls {
  @ApiProperty({ type: [String] })
  names: string[];
  @ApiProperty()
  daysLeft: number;
  @ApiProperty({ type: [String] })
  problems: string[];
}

class ScanHostHttp {
  @ApiProperty()
  status: number;
  @ApiProperty(maybe)
  title: string | null;
  @ApiProperty(maybe)
  server: string | null;
}

class ScanHostPort {
  @ApiProperty()
  port: number;
  @ApiProperty({ ...maybe, description: 'With a question mark what is only customary at that number.' })
  service: string | null;
  @ApiProperty(maybe)
  banner: string | null;
  @ApiProperty({ type: ScanHostTls, nullable: true })
  tls: ScanHostTls | null;
  @ApiProperty({ type: ScanHostHttp, nullable: true })
  http: ScanHostHttp | null;
}

class ScanHostKey {
  @ApiProperty({ example: 'ssh-ed25519' })
  type: string;
  @ApiProperty({ example: 'SHA256:…' })
  fingerprint: string;
  @ApiProperty()
  publicKey: string;
}

class ScanHostGuess {
  @ApiProperty(maybe)
  role: string | null;
  @ApiProperty(maybe)
  os: string | null;
  @ApiProperty({ type: [String] })
  evidence: string[];
}

class ScanHostChange {
  @ApiProperty({ enum: ['port-opened', 'port-closed', 'host-key', 'silent'] })
  what: Change['what'];
  @ApiProperty({ required: false })
  port?: number;
  @ApiProperty({ required: false, description: 'A fingerprint.' })
  before?: string;
  @ApiProperty({ required: false })
  after?: string;
}

export class ScanHostView implements Omit<ExaminedHost, 'guess'> {
  @ApiProperty()
  address: string;
  @ApiProperty({ type: [String], description: 'That the name service has for the address.' })
  names: string[];
  @ApiProperty({ type: [ScanHostPort] })
  ports: ScanHostPort[];
  @ApiProperty({ type: ScanHostKey, nullable: true })
  sshHostKey: ScanHostKey | null;
  @ApiProperty({ type: ScanHostGuess, nullable: true })
  guess: ScanHostGuess | null;
  @ApiProperty({ enum: matches, enumName: 'ScanMatch' })
  match: Match;
  @ApiProperty({ ...maybe, format: 'uuid', description: 'The server that it is, or became.' })
  serverId: string | null;
  @ApiProperty(maybe)
  hostname: string | null;
  @ApiProperty({ type: [ScanHostChange], description: 'What is otherwise than when it was seen before.' })
  changes: ScanHostChange[];
  @ApiProperty({ format: 'date-time' })
  seenAt: string;
}

export class ScanHostPage extends pageOf(ScanHostView) {}
