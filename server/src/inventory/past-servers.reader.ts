import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { capped, countedTo, pageFrom, seek, sortOf, sortValues } from '../database/keyset.js';
import { Sql, statementName } from '../database/sql.js';
import { NotFound } from '../http/domain-error.js';
import type { Page } from '../http/page.js';
import { healthAt, rowsAt, versionsAt } from './as-of.js';
import { derivedBy } from './derived.js';
import { Search } from './search/search.service.js';
import { ServerGroups, type GroupedRow } from './server-groups.js';
import { sortKeys } from './server-sort.js';
import { columnsOf, viewOf, type ServerRow } from './server-view.js';
import type { ServersQuery, ServerView } from './servers.dto.js';

type PastRow = ServerRow & GroupedRow;

/** What the inventory said at a moment of the past, by the same language and in the same pages as what it says now. */
@Injectable()
export class PastServers {
  private readonly columns: string;
  private readonly defaultIntervalSeconds: number;

  constructor(
    private readonly sql: Sql,
    private readonly search: Search,
    private readonly groups: ServerGroups,
    @Inject(CONFIG) config: Config,
  ) {
    this.defaultIntervalSeconds = config.checkIntervalSeconds;
    this.columns = columnsOf(derivedBy(config.checkIntervalSeconds));
  }

  async list(
    at: Date,
    { q = '', sort: order = 'hostname', limit = 50, cursor }: ServersQuery,
  ): Promise<Page<ServerView>> {
    const sort = sortOf(order, sortKeys, 's.id');
    const params: unknown[] = [at];
    const where = await this.search.compiled(q, params, { at });
    const isOfAll = q === '';
    const counted = this.count(where, [...params], isOfAll);
    const start = seek(sort, cursor, params);
    const from = rowsAt('$1', [where, start.where, start.orderBy]);
    const text = `SELECT ${this.columns}, s.sort_values, NULL AS check_states, ${this.groups.columns('s.id', '$1')} FROM (
         SELECT found.*, row_number() OVER () AS ordinal FROM (
           SELECT s.*, ${sortValues(sort)} FROM ${from}
           WHERE ${where} AND ${start.where} ORDER BY ${start.orderBy} LIMIT ${limit + 1}) found) s
       ${healthAt('$1')} ORDER BY s.ordinal`;
    const [rows, total] = await Promise.all([
      this.sql.rows<PastRow & { sort_values: (string | null)[] }>(
        text,
        params,
        isOfAll ? statementName(text) : undefined,
      ),
      counted,
    ]);
    const page = pageFrom(rows, limit, sort, start, cursor !== undefined);
    return { ...page, items: await this.viewsOf(page.rows, at), total: capped(total) };
  }

  /** @throws NotFound of a server that was not registered then, or was purged already */
  async get(at: Date, id: string): Promise<ServerView> {
    const [row] = await this.sql.rows<PastRow>(
      `SELECT ${this.columns}, NULL AS check_states, ${this.groups.columns('s.id', '$1')} FROM ${versionsAt('$1')} s ${healthAt('$1')} WHERE s.id = $2`,
      [at, id],
      'past-server',
    );
    const [view] = row ? await this.viewsOf([row], at) : [];
    if (!view) throw new NotFound('server', `${id} as of ${at.toISOString()}`);
    return view;
  }

  private async count(where: string, params: unknown[], isOfAll: boolean): Promise<number> {
    const text = `SELECT count(*)::integer AS count FROM (SELECT FROM ${rowsAt('$1', [where])} WHERE ${where} LIMIT ${countedTo + 1}) counted`;
    const [row] = await this.sql.rows<{ count: number }>(text, params, isOfAll ? statementName(text) : undefined);
    return row?.count ?? 0;
  }

  private async viewsOf(rows: PastRow[], at: Date): Promise<ServerView[]> {
    const groups = await this.groups.namesOf(rows, at);
    const now = Date.now();
    return rows.map((row) => viewOf(row, this.defaultIntervalSeconds, now, groups.get(row.id)));
  }
}
