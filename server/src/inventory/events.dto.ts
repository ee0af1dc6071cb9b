import { ApiProperty } from '@nestjs/swagger';
import { ActorView } from '../audit/audit.dto.js';
import { ChoicesParam, Text, WholeParam } from '../http/fields.js';
import { ServerView } from './servers.dto.js';

const eventTypes = [
  'server.created',
  'server.changed',
  'server.moved',
  'server.deleted',
  'server.restored',
  'server.purged',
  'server.linked',
  'server.unlinked',
  'server.grouped',
  'health.changed',
  'host-key.changed',
] as const;
type EventType = (typeof eventTypes)[number];

/** From where on, and of what. */
export class FollowQuery {
  @Text({
    optional: true,
    min: 1,
    pattern: /^(\d{1,15}|latest)$/,
    says: 'must be the `nextCursor` of a page, the `id` of an event, or `latest`',
    description: [
      '`nextCursor` of the page before, or the `id` of the last event that was dealt with.',
      'Not given: from the oldest event that is kept. `latest`: only what comes from now on.',
    ].join(' '),
  })
  after?: string;
  @ChoicesParam(eventTypes, {
    optional: true,
    description: 'Only these types.',
    example: 'server.created,server.purged',
  })
  types?: EventType[];
}

export class EventsQuery extends FollowQuery {
  @WholeParam({ optional: true, min: 1, max: 500, default: 100, description: 'Events a page.' })
  limit?: number;
  @Text({
    optional: true,
    min: 1,
    pattern: /^(\d|[1-5]\d|60)s$/,
    says: 'must be whole seconds from 0s to 60s, such as 30s',
    description: 'How long to wait for the first event when there is none yet.',
    default: '0s',
    example: '30s',
  })
  wait?: string;
}

export class EventView {
  @ApiProperty({ description: 'Its place in the feed: digits, and greater than those of all events before it.' })
  id: string;
  @ApiProperty({ enum: eventTypes, enumName: 'EventType' })
  type: EventType;
  @ApiProperty({ format: 'date-time' })
  at: string;
  @ApiProperty({ format: 'uuid' })
  serverId: string;
  @ApiProperty({ description: 'Of the server, after this change.' })
  version: number;
  @ApiProperty({ type: ActorView, nullable: true, description: 'Whose doing; null when the monitor saw it.' })
  actor: ActorView | null;
  @ApiProperty({
    type: ServerView,
    nullable: true,
    description: [
      'The server as it was after this change, with the health it had then; what each check saw is not kept, so `health.checks` is empty.',
      'Null when it was purged.',
    ].join(' '),
  })
  server: ServerView | null;
}

export class EventPage {
  @ApiProperty({ type: [EventView] })
  items: EventView[];
  @ApiProperty({
    description: 'Hand it in as `after` to go on. Also on an empty page, and also past what `types` left out.',
  })
  nextCursor: string;
}
