import { ApiProperty } from '@nestjs/swagger';
import { pageOf, PageQuery } from '../http/page.js';
import { Address, Moment, Text, Uuid, WholeParam } from '../http/fields.js';

export class ActorView {
  @ApiProperty({ enum: ['user', 'token', 'system'] })
  type: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  id: string | null;
  @ApiProperty()
  name: string;
}

class SubjectView {
  @ApiProperty({ example: 'server' })
  type: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  id: string | null;
  @ApiProperty({ type: String, nullable: true })
  name: string | null;
}

export class AuditEntryView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ format: 'date-time' })
  at: string;
  @ApiProperty()
  actor: ActorView;
  @ApiProperty({ type: String, nullable: true })
  ip: string | null;
  @ApiProperty({ type: String, nullable: true })
  requestId: string | null;
  @ApiProperty({ example: 'server.moved' })
  action: string;
  @ApiProperty()
  subject: SubjectView;
  @ApiProperty({ type: String, nullable: true })
  reason: string | null;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: 'Only the fields that changed.',
  })
  before: object | null;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: 'Only the fields that changed.',
  })
  after: object | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'The set of changes that it belongs to.' })
  changeSetId: string | null;
  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Its place in the chain; null for the moment until it is sealed.',
  })
  position: number | null;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Hex of SHA-256 over the hash before it and the whole entry; null for the moment until it is sealed.',
  })
  hash: string | null;
}

export class AuditPage extends pageOf(AuditEntryView) {}

const word = { optional: true, min: 1 } as const;

/** Which entries; each condition narrows. */
export class AuditQuery extends PageQuery {
  @Uuid({ optional: true, description: 'Whose doing: the id of a user or token.' })
  actor?: string;
  @Text({ ...word, description: 'Whose doing, by the whole name; upper and lower case are the same.' })
  actorName?: string;
  @Uuid({ optional: true, description: 'Done to what: the id of a server, user, …' })
  subject?: string;
  @Text({ ...word, max: 32, pattern: /^[a-z-]+$/, description: 'Done to what kind of thing.', example: 'server' })
  subjectType?: string;
  @Text({
    ...word,
    max: 64,
    pattern: /^[a-z-]+(\.[a-z-]+)*(\.\*)?$/,
    says: 'must be an action such as server.moved, or the beginning of some such as server.*',
    example: 'server.moved',
  })
  action?: string;
  @Text({ ...word, max: 64, description: 'Entries whose `before` or `after` names this field.', example: 'owner' })
  field?: string;
  @Moment({ optional: true, description: 'At this time or later.' })
  from?: Date;
  @Moment({ optional: true, description: 'Before this time.' })
  to?: Date;
  @Address({ optional: true, description: 'From where.' })
  ip?: string;
  @Text({ ...word, max: 128, description: 'The `X-Request-Id` under which it was done.' })
  requestId?: string;
  @Text({ ...word, max: 200, description: 'What the reason contains; upper and lower case are the same.' })
  reason?: string;
  @Uuid({ optional: true, description: 'What belongs to this set of changes.' })
  changeSet?: string;
}

/** What an earlier answer said of the chain's end, and was noted elsewhere. */
export class VerifyQuery {
  @WholeParam({
    optional: true,
    min: 1,
    max: Number.MAX_SAFE_INTEGER,
    description: '`head.position` of an earlier answer.',
  })
  position?: number;
  @Text({ ...word, pattern: /^[\da-f]{64}$/, says: 'must be 64 hex digits', description: '`head.hash` of it.' })
  hash?: string;
}

class ChainHead {
  @ApiProperty({ description: 'Of the newest sealed entry; 0 when there is none.' })
  position: number;
  @ApiProperty({ description: 'Its hash. Who notes it elsewhere can show later that nothing before it was rewritten.' })
  hash: string;
}

export const faults = ['changed', 'removed', 'inserted', 'unsealed', 'rewritten'] as const;
export type Fault = (typeof faults)[number];

class BrokenEntry {
  @ApiProperty({ type: Number, nullable: true, description: 'Its place in the chain, if it has or had one.' })
  position: number | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'Of the entry, where it is still known.' })
  id: string | null;
  @ApiProperty({
    enum: faults,
    enumName: 'AuditFault',
    description: [
      '`changed`: the entry, its seal or its place is not the sealed one.',
      '`removed`: the entry is gone.',
      '`unsealed`: the seal of this place is gone.',
      '`inserted`: the entry came in past the chain.',
      '`rewritten`: the chain is whole, and is not the one that you noted.',
    ].join(' '),
  })
  reason: Fault;
}

export class Verification {
  @ApiProperty()
  valid: boolean;
  @ApiProperty({ description: 'How many there are.' })
  entries: number;
  @ApiProperty({ description: 'How many of them the chain holds.' })
  sealed: number;
  @ApiProperty({ description: 'How many were written a moment ago and wait for their seal.' })
  unsealed: number;
  @ApiProperty()
  head: ChainHead;
  @ApiProperty({ type: BrokenEntry, nullable: true })
  firstBroken: BrokenEntry | null;
}
