import { Injectable } from '@nestjs/common';
import { Subject } from 'rxjs';
import type { Details } from './messages.js';

/** What the live socket needs to know of servers. The rooms above hand it in: this one knows sockets, not servers. */
export interface ServerSource {
  /** Which of the ids match the query now. @throws BadRequest for a query that cannot be read */
  matching(q: string, ids: string[]): Promise<ReadonlySet<string>>;
  /** All that match, or undefined when they are more than `most`. */
  idsOf(q: string, most: number): Promise<string[] | undefined>;
  details(ids: string[]): Promise<Details>;
}

/** What is told to those who asked for the topic, in no relation to the feed. */
export interface Announcement {
  topic: Topic;
  event: string;
  body: object;
}
export const topics: readonly string[] = ['jobs', 'scans'];
export type Topic = string;

@Injectable()
export class LiveSources {
  servers: ServerSource | undefined;
  overview: (() => Promise<object>) | undefined;
  readonly announcements = new Subject<Announcement>();
  /** What queries mean has changed without any server: who asked one for which this holds begins anew. */
  readonly redefined = new Subject<(q: string) => boolean>();
  /** Whether anybody listens, so that nothing is read for nobody. */
  isHeard: (topic: Topic) => boolean = () => false;
}
