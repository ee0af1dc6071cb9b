import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { principalOf } from '../../../auth/principal.js';
import { Sessions } from '../../../auth/sessions.js';
import { TooManyRequests } from '../../../http/domain-error.js';
import { HeldAnswers } from '../../../http/held-answers.js';
import type { ServerView } from '../../servers.dto.js';
import type { ExportQuery } from './export.dto.js';
import { ExportReader } from './export.reader.js';
import { writerOf, type ExportFormat, type Writer } from './writers.js';

/** Of one process: each holds a connection of the pool for as long as its client takes to read. */
const mostAtOnce = 4;
/** How long a client may take nothing of what waits for it. */
const idleMs = 120_000;

/** The inventory as a file. What is not taken is not read: neither memory nor database work runs ahead of the client. */
@Injectable()
export class ExportsService {
  private underWay = 0;

  constructor(
    private readonly reader: ExportReader,
    private readonly sessions: Sessions,
    private readonly held: HeldAnswers,
  ) {}

  /** @throws BadRequest, TooManyRequests as long as nothing was sent */
  async send(request: Request, response: Response, query: ExportQuery): Promise<void> {
    const { format = 'csv', fields, ...selection } = query;
    const writer = writerOf(format, fields);
    if (this.underWay >= mostAtOnce)
      throw new TooManyRequests('export.busy', `${mostAtOnce} exports are under way already.`, 10);
    this.underWay++;
    const expelled = new AbortController();
    const signal = AbortSignal.any([this.held.whileOpen(response), expelled.signal]);
    const ending = this.sessions.endOf(principalOf(request)).subscribe(() => expelled.abort());
    response.setTimeout(idleMs);
    try {
      await this.reader.read(selection, signal, async (batches) => {
        const pieces = piecesOf(batches, writer);
        const first = await pieces.next(); // may fail, and then the answer is a problem
        response.writeHead(200, {
          'Content-Type': writer.mediaType,
          'Content-Disposition': `attachment; filename="${nameOf(format, query.asOf ?? new Date())}"`,
        });
        if (request.method === 'HEAD') {
          await pieces.return(undefined);
          response.end();
          return;
        }
        await pipeline(Readable.from(continued(first, pieces), { highWaterMark: 1 }), response, { signal });
      });
    } catch (error) {
      if (!signal.aborted) throw error;
      response.destroy();
    } finally {
      ending.unsubscribe();
      this.underWay--;
    }
  }
}

async function* piecesOf(batches: AsyncIterable<ServerView[]>, writer: Writer): AsyncGenerator<string> {
  let head: string | undefined = writer.head;
  for await (const views of batches) {
    yield (head ?? '') + writer.rows(views, head !== undefined);
    head = undefined;
  }
  yield (head ?? '') + writer.tail;
}

async function* continued<Piece>(
  first: IteratorResult<Piece>,
  rest: AsyncGenerator<Piece>,
): AsyncGenerator<Piece, void> {
  if (first.done) return;
  yield first.value;
  yield* rest;
}

/** Such as servers-2026-11-25-1410.csv, in UTC. */
function nameOf(format: ExportFormat, at: Date): string {
  const [date, time = ''] = at.toISOString().split('T');
  return `servers-${date}-${time.slice(0, 5).replace(':', '')}.${format}`;
}
