import { ApiProperty } from '@nestjs/swagger';
import { pageOf, PageQuery } from '../http/page.js';
import { Choice, Text, Uuid } from '../http/fields.js';

class ActorView {
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
}

export class AuditPage extends pageOf(AuditEntryView) {}

/** Which entries; each condition narrows. */
export class AuditQuery extends PageQuery {
  @Uuid({ optional: true, description: 'Whose doing: the id of a user or token.' })
  actor?: string;
  @Uuid({ optional: true, description: 'Done to what: the id of a server, user, …' })
  subject?: string;
  @Choice(['server', 'user', 'token', 'view', 'auth'], { optional: true })
  subjectType?: string;
  @Text({ optional: true, max: 64, description: 'For example `server.moved`.' })
  action?: string;
}
