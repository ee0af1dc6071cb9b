import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { presented } from '../auth/presented.js';
import { principalOf } from '../auth/principal.js';
import { Sessions } from '../auth/sessions.js';
import { DomainError } from '../http/domain-error.js';
import { HeldAnswers } from '../http/held-answers.js';
import { problemOf } from '../http/problem.js';
import { requestIdOf } from '../http/request-id.js';
import type { EventPage } from './events.dto.js';
import { EventsService, type Following } from './events.service.js';

const heartbeatMs = 15_000;
const atOnce = 100;

/** Events as a stream of server-sent events (the HTML standard, 9.2). What is not taken is not read: a slow client costs nothing but its connection. */
@Injectable()
export class EventStreams {
  constructor(
    private readonly events: EventsService,
    private readonly sessions: Sessions,
    private readonly held: HeldAnswers,
  ) {}

  /** @throws Gone, BadRequest as long as nothing was sent */
  async send(request: Request, response: Response, from: Omit<Following, 'limit'>): Promise<void> {
    const expelled = new AbortController();
    const signal = AbortSignal.any([this.held.whileOpen(response), expelled.signal]);
    const ending = this.sessions.endOf(principalOf(request)).subscribe(() => expelled.abort());
    try {
      const following = { ...from, limit: atOnce };
      const first = await this.events.next(following, 0, signal);
      response.writeHead(200, {
        'Content-Type': 'text/event-stream; charset=utf-8',
        'Cache-Control': 'no-store',
        'X-Accel-Buffering': 'no',
      });
      // Whoever does not take what was sent does not take the end either.
      signal.addEventListener('abort', () => response.writableNeedDrain && response.destroy());
      const blocks = this.blocks(request, following, first, signal);
      await pipeline(Readable.from(blocks, { highWaterMark: 1 }), response).catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
      });
    } finally {
      ending.unsubscribe();
    }
  }

  private async *blocks(
    request: Request,
    following: Following,
    first: EventPage,
    signal: AbortSignal,
  ): AsyncGenerator<string> {
    try {
      for (let page = first; ; ) {
        // Also a process that lost the signals of others finds out.
        await this.sessions.authenticate(presented(request) ?? '');
        if (page.items.length > 0) yield page.items.map(blockOf).join('');
        // A place without an event: whoever comes back does not have to read again what the types leave out.
        else yield `: still here\nid: ${page.nextCursor}\n\n`;
        if (signal.aborted) return;
        page = await this.events.next({ ...following, after: Number(page.nextCursor) }, heartbeatMs, signal);
      }
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const problem = problemOf(error, request.originalUrl, requestIdOf(request));
      yield `event: closed\ndata: ${JSON.stringify(problem)}\n\n`;
    }
  }
}

function blockOf(event: EventPage['items'][number]): string {
  return `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
