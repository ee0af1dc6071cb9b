import { Injectable } from '@nestjs/common';
import type { Details } from './messages.js';

/** What the live socket needs to know of servers. The rooms above hand it in: this one knows sockets, not servers. */
export interface ServerSource {
  /** Which of the ids match the query now. @throws BadRequest for a query that cannot be read */
  matching(q: string, ids: string[]): Promise<ReadonlySet<string>>;
  /** All that match, or undefined when they are more than `most`. */
  idsOf(q: string, most: number): Promise<string[] | undefined>;
  details(ids: string[]): Promise<Details>;
}

@Injectable()
export class LiveSources {
  servers: ServerSource | undefined;
  overview: (() => Promise<object>) | undefined;
}
