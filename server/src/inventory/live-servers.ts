import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Details } from '../live/messages.js';
import { LiveSources, type ServerSource } from '../live/sources.js';
import { ServersReader } from './servers.reader.js';

/** What the live socket may know of servers. */
@Injectable()
export class LiveServers implements ServerSource, OnModuleInit {
  constructor(
    private readonly sources: LiveSources,
    private readonly reader: ServersReader,
  ) {}

  onModuleInit(): void {
    this.sources.servers = this;
  }

  matching(q: string, ids: string[]): Promise<ReadonlySet<string>> {
    return this.reader.matching(q, ids);
  }

  idsOf(q: string, most: number): Promise<string[] | undefined> {
    return this.reader.idsOf(q, most);
  }

  async details(ids: string[]): Promise<Details> {
    const views = await this.reader.getMany(ids);
    return new Map(
      views.map(({ id, countable, pageable, health: { latencyMs, lastCheckedAt, stale } }) => [
        id,
        { latencyMs, lastCheckedAt, stale, countable, pageable },
      ]),
    );
  }
}
