import { Controller, Get, Headers, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { BadRequest } from '../http/domain-error.js';
import { HeldAnswers } from '../http/held-answers.js';
import { Role } from '../http/role.js';
import { Answers } from '../http/swagger.js';
import { EventPage, EventsQuery, FollowQuery } from './events.dto.js';
import { EventsService } from './events.service.js';
import { EventStreams } from './events.streams.js';

@ApiTags('events')
@Controller('events')
@Role('viewer')
export class EventsController {
  constructor(
    private readonly events: EventsService,
    private readonly streams: EventStreams,
    private readonly held: HeldAnswers,
  ) {}

  @Get()
  @Answers({
    summary: 'The change feed: every committed change once, in the order of commit',
    description: 'A cursor that is older than what is kept is a 410 whose `oldest` is the oldest event that is.',
    ok: EventPage,
    refuses: [400, 410],
  })
  async read(
    @Query() { after, types, limit = 100, wait = '0s' }: EventsQuery,
    @Res({ passthrough: true }) response: Response,
  ): Promise<EventPage> {
    const place = await this.events.placeOf(after, 'after');
    return this.events.next(
      { after: place, types, limit },
      Number.parseInt(wait) * 1_000,
      this.held.whileOpen(response),
    );
  }

  @Get('stream')
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Where a broken stream goes on; beats `after`.' })
  @Answers({
    summary: 'The change feed as server-sent events',
    description:
      'A block an event: `id` its place, `event` its type, `data` the event. A comment at least every 15 seconds.',
    text: ['text/event-stream'],
    refuses: [400, 410],
  })
  async stream(
    @Query() { after, types }: FollowQuery,
    @Req() request: Request,
    @Res() response: Response,
    @Headers('last-event-id') last?: string,
  ): Promise<void> {
    const place = last
      ? await this.events.placeOf(numeric(last), 'Last-Event-ID')
      : await this.events.placeOf(after, 'after');
    await this.streams.send(request, response, { after: place, types });
  }
}

function numeric(last: string): string {
  if (/^\d{1,15}$/.test(last)) return last;
  const message = 'must be the `id` of an event';
  throw new BadRequest('request.invalid', `\`Last-Event-ID\` ${message}.`, [
    { pointer: '/Last-Event-ID', code: 'field.invalid', message },
  ]);
}
