import { Injectable } from '@nestjs/common';
import { Feed } from '../database/feed.js';
import { BadRequest, Gone } from '../http/domain-error.js';
import type { EventPage } from './events.dto.js';
import { EventsReader } from './events.reader.js';

export interface Following {
  /** The place after which it goes on; not given: from the oldest event that is kept. */
  after?: number;
  types?: readonly string[];
  limit: number;
}

/** So many places a statement, when only some types are wanted. */
const window = 10_000;

/** The change feed as others read it: every committed change once, in one order, resumable as long as it is kept. */
@Injectable()
export class EventsService {
  constructor(
    private readonly feed: Feed,
    private readonly reader: EventsReader,
  ) {}

  /**
   * The place that a cursor means.
   * @throws BadRequest when it is ahead of the feed
   */
  async placeOf(after: string | undefined, parameter: string): Promise<number | undefined> {
    if (after === undefined) return undefined;
    const head = await this.feed.head();
    if (after === 'latest') return head;
    if (Number(after) <= head) return Number(after);
    const message = `is ahead of the feed, whose newest event is ${head}`;
    throw new BadRequest('events.cursor-ahead', `The cursor ${message}.`, [
      { pointer: `/${parameter}`, code: 'events.cursor-ahead', message },
    ]);
  }

  /**
   * The next events; when there are none, those that come first within the time. Ends early with the signal.
   * @throws Gone when some that come after the cursor are not kept any more
   */
  async next({ after, types, limit }: Following, waitMs: number, signal: AbortSignal): Promise<EventPage> {
    const until = Date.now() + waitMs;
    let place = after ?? (await this.beginning());
    do {
      const head = await this.feed.head();
      while (place < head && !signal.aborted) {
        const upTo = Math.min(head, place + window);
        const items = await this.reader.between(place, upTo, limit, types);
        // Asked after reading: what was dropped meanwhile was perhaps not read.
        const beginning = await this.beginning();
        if (place < beginning) {
          if (after !== undefined) throw expired(place, beginning + 1);
          place = beginning;
          continue;
        }
        const last = items.at(-1);
        if (last) return { items, nextCursor: items.length < limit ? String(upTo) : last.id };
        place = upTo;
      }
    } while (await this.feed.hasGrown(place, until - Date.now(), signal));
    return { items: [], nextCursor: String(place) };
  }

  /** The place before the oldest event that is kept. */
  private async beginning(): Promise<number> {
    return ((await this.feed.tail()) ?? 1) - 1;
  }
}

function expired(place: number, oldest: number): Gone {
  return new Gone(
    'events.cursor-expired',
    `Events after ${place} are not kept any more; the oldest that is kept is ${oldest}. Read the servers anew, and go on with \`after=${oldest - 1}\`.`,
    { oldest: String(oldest) },
  );
}
