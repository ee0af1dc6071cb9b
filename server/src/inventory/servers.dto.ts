import { ApiProperty, IntersectionType, OmitType } from '@nestjs/swagger';
import {
  Address,
  AddressList,
  Choice,
  FreeObject,
  Moment,
  Nested,
  NestedList,
  Text,
  TextList,
  Uuid,
  Whole,
} from '../http/fields.js';
import { pageOf, PageQuery } from '../http/page.js';
import { fieldsParam } from '../http/trim.js';
import { Check } from './checks.dto.js';
import { Health } from './health.dto.js';
import { lifecycles, type Lifecycle } from './lifecycle.js';
import { SearchText } from './search/search-text.js';

const hostname = {
  max: 253,
  trim: true,
  lower: true,
  pattern: /^(?!\d+(\.\d+)*$)(?=.{1,253}$)[a-z\d]([a-z\d-]{0,61}[a-z\d])?(\.[a-z\d]([a-z\d-]{0,61}[a-z\d])?)*$/,
  says: 'must be a host name (RFC 1123): labels of letters, digits and hyphens, at most 63 each, not only digits',
  example: 'web-01.eu-west-1.example.com',
};
const word = { optional: true, nullable: true, max: 120, trim: true } as const;
/** What a tag may be. */
export const tag = {
  most: 64,
  max: 128,
  pattern: /^[^\s:,"()][^\s,"()]*$/,
  says: 'must be `key:value` or a bare word, without spaces, commas, quotes or parentheses',
};

class Provider {
  @Text({ ...word, example: 'aws' })
  name?: string | null;
  @Text({ ...word })
  instanceId?: string | null;
  @Text({ ...word })
  type?: string | null;
}

class OperatingSystem {
  @Text({ ...word, example: 'debian' })
  family?: string | null;
  @Text({ ...word })
  name?: string | null;
  @Text({ ...word })
  version?: string | null;
  @Text({ ...word })
  kernel?: string | null;
  @Text({ ...word })
  arch?: string | null;
}

class Hardware {
  @Whole({ optional: true, nullable: true, max: 100_000 })
  cpuCores?: number | null;
  @Whole({ optional: true, nullable: true })
  memoryMb?: number | null;
  @Whole({ optional: true, nullable: true })
  diskGb?: number | null;
  @Text({ ...word })
  vendor?: string | null;
  @Text({ ...word })
  model?: string | null;
  @Text({ ...word })
  serial?: string | null;
}

class SshAccess {
  @Whole({ optional: true, nullable: true, min: 1, max: 65_535, default: 22 })
  port?: number | null;
  @Text({ ...word })
  user?: string | null;
  @Uuid({ optional: true, nullable: true })
  credentialId?: string | null;
}

class DeclaredFields {
  @Text({ ...word, max: 255, description: 'The key of another system; unique among living servers.' })
  externalId?: string | null;
  @Address({ optional: true, nullable: true, description: 'Where checks look. Not given: the host name is resolved.' })
  ipAddress?: string | null;
  @AddressList({ optional: true, nullable: true })
  addresses?: string[] | null;
  @Text({ ...word })
  environment?: string | null;
  @Text({ ...word })
  region?: string | null;
  @Text({ ...word })
  site?: string | null;
  @Text({ ...word })
  role?: string | null;
  @Text({ ...word })
  owner?: string | null;
  @Nested(() => Provider, { optional: true, nullable: true })
  provider?: Provider | null;
  @Nested(() => OperatingSystem, { optional: true, nullable: true })
  os?: OperatingSystem | null;
  @Nested(() => Hardware, { optional: true, nullable: true })
  hardware?: Hardware | null;
  @Nested(() => SshAccess, { optional: true, nullable: true })
  ssh?: SshAccess | null;
  @TextList({ ...tag, optional: true, nullable: true, example: ['env:prod', 'pci'] })
  tags?: string[] | null;
  @NestedList(() => Check, { optional: true, nullable: true, most: 20, description: 'Replaces all checks.' })
  checks?: Check[] | null;
  @FreeObject({ optional: true, nullable: true, description: 'Free JSON, at most 16 KiB.' })
  attributes?: Record<string, unknown> | null;
  @Text({ optional: true, nullable: true, max: 10_000 })
  notes?: string | null;
}

/** What a template can give: whatever may be declared of a server and is not its own alone. Objects go by their members. */
export class ServerDefaults extends OmitType(DeclaredFields, [
  'externalId',
  'ipAddress',
  'addresses',
  'tags',
  'checks',
] as const) {}

/** What may be changed of a server. Absent leaves a field as it is, null clears it; objects merge (RFC 7396), lists are replaced. */
export class ChangeServer extends DeclaredFields {
  @Text({ ...hostname, optional: true, min: 1 })
  hostname?: string;
}

/** A new server. An active one without `checks` gets one TCP check on its SSH port. */
export class RegisterServer extends DeclaredFields {
  @Text(hostname)
  hostname: string;
  @Uuid({
    optional: true,
    nullable: true,
    description:
      'What is given here wins over its defaults, tags are united, checks come from it unless they are given.',
  })
  templateId?: string | null;
  @Choice(lifecycles, { optional: true, name: 'Lifecycle', default: 'planned' })
  lifecycle?: Lifecycle;
}

/** A server as a file brings it. What it was made from is not its own to say: a template is applied afterwards. */
export class ImportServer extends OmitType(RegisterServer, ['templateId'] as const) {}

export class MoveServer {
  @Choice(lifecycles, { name: 'Lifecycle' })
  to: Lifecycle;
  @Text({ max: 1_000, trim: true, description: 'Why; the audit keeps it.' })
  reason: string;
}

export class WithReason {
  @Text({ optional: true, max: 1_000, trim: true, description: 'Why; the audit keeps it.' })
  reason?: string;
}

/** When: what was valid at that moment, and not what is now. */
export class AtMoment {
  @Moment({ optional: true, description: 'What the inventory said at that time, also of servers that are gone since.' })
  asOf?: Date;
}

export class ServersQuery extends IntersectionType(PageQuery, AtMoment) {
  @SearchText()
  q?: string;
  @Text({
    optional: true,
    max: 200,
    description: 'Fields, each with - for descending.',
    default: 'hostname',
    example: '-health,hostname',
  })
  sort?: string;
  @Text(fieldsParam)
  fields?: string;
}

/** How one server is shown. */
export class ServerQuery extends AtMoment {
  @Text(fieldsParam)
  fields?: string;
}

class SshView {
  @ApiProperty()
  port: number;
  @ApiProperty({ type: String, nullable: true })
  user: string | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  credentialId: string | null;
}

const text = { type: String, nullable: true } as const;

export class ServerView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty()
  hostname: string;
  @ApiProperty(text)
  externalId: string | null;
  @ApiProperty(text)
  ipAddress: string | null;
  @ApiProperty({ type: [String] })
  addresses: string[];
  @ApiProperty({ enum: lifecycles, enumName: 'Lifecycle' })
  lifecycle: Lifecycle;
  @ApiProperty({ format: 'date-time' })
  lifecycleSince: string;
  @ApiProperty(text)
  environment: string | null;
  @ApiProperty(text)
  region: string | null;
  @ApiProperty(text)
  site: string | null;
  @ApiProperty(text)
  role: string | null;
  @ApiProperty(text)
  owner: string | null;
  @ApiProperty({ type: Provider, nullable: true })
  provider: Provider | null;
  @ApiProperty({ type: OperatingSystem, nullable: true })
  os: OperatingSystem | null;
  @ApiProperty({ type: Hardware, nullable: true })
  hardware: Hardware | null;
  @ApiProperty()
  ssh: SshView;
  @ApiProperty({ type: [String] })
  tags: string[];
  @ApiProperty({ type: [String], description: 'Names of the groups it is in.' })
  groups: string[];
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  templateId: string | null;
  @ApiProperty({ type: Number, nullable: true, description: 'The version of the template that it was made to match.' })
  templateVersion: number | null;
  @ApiProperty({ type: [Check] })
  checks: Check[];
  @ApiProperty({ type: 'object', additionalProperties: true })
  attributes: object;
  @ApiProperty(text)
  notes: string | null;
  @ApiProperty()
  health: Health;
  @ApiProperty({ description: 'Counts as capacity: active or draining.' })
  countable: boolean;
  @ApiProperty({
    description: 'Somebody should be woken: active, unhealthy, not suppressed, not in maintenance, not flapping.',
  })
  pageable: boolean;
  @ApiProperty({ format: 'date-time' })
  createdAt: string;
  @ApiProperty({ format: 'date-time' })
  updatedAt: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  deletedAt: string | null;
  @ApiProperty({ description: 'Counts declared changes; the ETag.' })
  version: number;
}

export class ServerPage extends pageOf(ServerView) {}
