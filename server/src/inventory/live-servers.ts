import { Injectable, type OnModuleInit } from '@nestjs/common';
import { BadRequest } from '../http/domain-error.js';
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

  /** A query that could be read once and cannot any more, because what it names is gone, finds nothing. */
  async matching(q: string, ids: string[]): Promise<ReadonlySet<string>> {
    try {
      return await this.reader.matching(q, ids);
    } catch (error) {
      if (error instanceof BadRequest) return new Set();
      throw error;
    }
  }

  idsOf(q: string, most: number): Promise<string[] | undefined> {
    return this.reader.idsOf(q, most);
  }

  async details(ids: string[]): Promise<Details> {
    const views = await this.reader.getMany(ids);
    return new Map(
      views.map(({ id, countable, pageable, health: { latencyMs, lastCheckedAt, stale, maintenance } }) => [
        id,
        { latencyMs, lastCheckedAt, stale, maintenance, countable, pageable },
      ]),
    );
  }
}
