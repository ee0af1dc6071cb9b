import { Injectable } from '@nestjs/common';
import { Sql } from '../database/sql.js';
import type { Health } from '../inventory/health.dto.js';
import { ServersReader } from '../inventory/servers.reader.js';
import type { TransitionView } from './overview.dto.js';
import { checksOfServers, type DueCheck } from './slice.js';
import { Sweeper } from './sweeper.js';
import { requireWatched } from './watched.js';
import { transitionsOfServer } from './transitions.js';

/** What is observed of one server. */
@Injectable()
export class HealthService {
  constructor(
    private readonly reader: ServersReader,
    private readonly sql: Sql,
    private readonly sweeper: Sweeper,
  ) {}

  async healthOf(id: string): Promise<Health> {
    return (await this.reader.get(id)).health;
  }

  /** Looks now, beside the schedule, and answers when what was seen is written. */
  async check(id: string): Promise<Health> {
    const { lifecycle, deletedAt } = await this.reader.get(id);
    requireWatched(lifecycle, deletedAt !== null);
    await this.sweeper.lookNow(await this.sql.rows<DueCheck>(checksOfServers, [[id]], 'checks-of-servers'));
    return this.healthOf(id);
  }

  async transitionsOf(id: string, limit: number): Promise<TransitionView[]> {
    await this.reader.get(id);
    const rows = await this.sql.rows<TransitionView & { at: Date }>(
      transitionsOfServer,
      [id, limit],
      'server-transitions',
    );
    return rows.map(({ at, axis, from, to, reason }) => ({ at: at.toISOString(), axis, from, to, reason }));
  }
}
