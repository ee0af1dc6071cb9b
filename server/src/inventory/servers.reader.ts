import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { countedTo, pageFrom, seek, sortOf } from '../database/keyset.js';
import { rowsIn, Sql, statementName } from '../database/sql.js';
import { NotFound } from '../http/domain-error.js';
import type { Page, Total } from '../http/page.js';
import { derivedBy } from './derived.js';
import type { HealthStatus } from './health.dto.js';
import { amongIds, foundStatement, pageStatement } from './list-statements.js';
import { Search } from './search/search.service.js';
import { ServerGroups, type GroupedRow } from './server-groups.js';
import { rowsFor, serverRows } from './server-rows.js';
import { checkStates, columnsOf, viewOf, type ServerRow } from './server-view.js';
import { sortKeys } from './server-sort.js';
import type { ServersQuery, ServerView } from './servers.dto.js';
import { Totals } from './totals.js';
import { uptime, type Transition } from './uptime.js';

type ListedRow = ServerRow & GroupedRow & { sort_values: (string | null)[] };

/** The statement of the page that was asked for, of those that a condition with these values chooses. */
type PageOf = (condition: string, values: unknown[]) => { text: string; params: unknown[] };

interface Listed {
  rows: ListedRow[];
  total: Total;
}

/** Everything that is read of servers, in plain SQL: one statement a page, with the groups on it, a keyset, no hydration. */
@Injectable()
export class ServersReader {
  /** What a page carries. */
  private readonly carried: { columns: string; states: string };
  private readonly byIds: string;
  private readonly defaultIntervalSeconds: number;

  constructor(
    private readonly sql: Sql,
    private readonly search: Search,
    private readonly totals: Totals,
    private readonly groups: ServerGroups,
    @Inject(CONFIG) config: Config,
  ) {
    this.defaultIntervalSeconds = config.checkIntervalSeconds;
    const derived = derivedBy(config.checkIntervalSeconds);
    this.carried = { columns: columnsOf(derived), states: checkStates(derived) };
    const rows = `SELECT ${this.carried.columns} FROM ${serverRows} WHERE s.id = ANY ($1::uuid[])`;
    this.byIds = `SELECT page.*, states.check_states FROM (${rows}) page ${this.carried.states}`;
  }

  async list({ q = '', sort: order = 'hostname', limit = 50, cursor }: ServersQuery): Promise<Page<ServerView>> {
    const sort = sortOf(order, sortKeys, 's.id');
    const start = seek(sort, cursor, []);
    const asked: unknown[] = [];
    const where = await this.search.compiled(q, asked);
    const pageOf: PageOf = (condition, values) => {
      const params = [...values];
      const list = { where: condition, sort, start: seek(sort, cursor, params), limit };
      return { text: pageStatement({ ...list, ...this.carried, beside: this.groups.columns('page.id') }), params };
    };
    const { rows, total } = q === '' ? await this.all(where, pageOf) : await this.found(where, asked, pageOf);
    const page = pageFrom(rows, limit, sort, start, cursor !== undefined);
    const groups = await this.groups.namesOf(page.rows);
    const now = Date.now();
    return {
      items: page.rows.map((row) => viewOf(row, this.defaultIntervalSeconds, now, groups.get(row.id))),
      nextCursor: page.nextCursor,
      prevCursor: page.prevCursor,
      total,
    };
  }

  /** Of the whole fleet. */
  private async all(where: string, pageOf: PageOf): Promise<Listed> {
    const [rows, total] = await Promise.all([this.repeated(pageOf(where, [])), this.totals.of(where, [])]);
    return { rows, total };
  }

  /**
   * What few match is counted and found first; what many match is met soon on a walk in the order of the list, which need not wait for the
   * count where they were many a moment ago.
   */
  private async found(where: string, asked: unknown[], pageOf: PageOf): Promise<Listed> {
    const walk = () => {
      const { text, params } = pageOf(where, asked);
      return this.sql.rows<ListedRow>(text, params);
    };
    const walked = this.totals.wereMany(where, asked) ? walk() : undefined;
    walked?.catch(() => undefined); // heard where it is waited for; if they became few, nobody does
    const [few] = await this.sql.rows<{ count: number; ids: string | null }>(foundStatement(where), asked);
    const count = few?.count ?? 0;
    if (count <= countedTo) {
      this.totals.areFew(where, asked);
      const rows = count === 0 ? [] : await this.repeated(pageOf(amongIds, [few?.ids]));
      return { rows, total: { value: count, exact: true } };
    }
    const [rows, total] = await Promise.all([walked ?? walk(), this.totals.ofMany(where, asked)]);
    return { rows, total };
  }

  /** Pages of all and of known ids have the same few statements each time. */
  private repeated({ text, params }: ReturnType<PageOf>): Promise<ListedRow[]> {
    return this.sql.rows<ListedRow>(text, params, statementName(text));
  }

  /** Also a deleted one, which says so. @throws NotFound */
  async get(id: string): Promise<ServerView> {
    const [view] = await this.getMany([id]);
    if (!view) throw new NotFound('server', id);
    return this.completed(view);
  }

  /** As a transaction sees it, which may have changed it: nobody else's change is in it. As its row tells it. @throws NotFound */
  async getIn(tx: EntityManager, id: string): Promise<ServerView> {
    const [row] = await rowsIn<ServerRow>(tx, this.byIds, [[id]], 'servers-by-id');
    if (!row) throw new NotFound('server', id);
    return viewOf(row, this.defaultIntervalSeconds, Date.now());
  }

  /** With what does not stand in a row: its groups, and how long it was up. */
  async completed(view: ServerView): Promise<ServerView> {
    const [groups, uptime] = await Promise.all([this.groupsOf(view.id), this.uptimeOf(view)]);
    return { ...view, groups: [...groups], health: { ...view.health, uptime } };
  }

  /** @throws NotFound */
  async versionOf(id: string): Promise<number> {
    const [row] = await this.sql.rows<{ version: number }>(
      'SELECT version FROM servers WHERE id = $1',
      [id],
      'server-version',
    );
    if (!row) throw new NotFound('server', id);
    return row.version;
  }

  /** In no particular order and without their groups; ids that are not there are left out. */
  async getMany(ids: string[]): Promise<ServerView[]> {
    const rows = await this.sql.rows<ServerRow>(this.byIds, [ids], 'servers-by-id');
    const now = Date.now();
    return rows.map((row) => viewOf(row, this.defaultIntervalSeconds, now));
  }

  /** Which of `ids` match the query. */
  async matching(q: string, ids: string[]): Promise<Set<string>> {
    const params: unknown[] = [ids];
    const where = await this.search.compiled(q, params);
    const rows = await this.sql.rows<{ id: string }>(
      `SELECT s.id FROM ${rowsFor(where)} WHERE s.id = ANY ($1::uuid[]) AND ${where}`,
      params,
    );
    return new Set(rows.map((row) => row.id));
  }

  /** All that match the query, or undefined when they are more than `most`. */
  async idsOf(q: string, most: number): Promise<string[] | undefined> {
    const { text, params } = await this.selection(q);
    const rows = await this.sql.rows<{ id: string }>(`${text} LIMIT ${most + 1}`, params);
    return rows.length > most ? undefined : rows.map((row) => row.id);
  }

  /** The SQL that yields the ids of all that match, and its parameters. */
  async selection(q: string): Promise<{ text: string; params: unknown[] }> {
    const params: unknown[] = [];
    const where = await this.search.compiled(q, params);
    return { text: `SELECT s.id FROM ${rowsFor(where)} WHERE ${where}`, params };
  }

  private async groupsOf(id: string): Promise<readonly string[]> {
    const text = `SELECT s.id, ${this.groups.columns('s.id')} FROM servers s WHERE s.id = $1`;
    const rows = await this.sql.rows<GroupedRow>(text, [id], 'groups-of-server');
    return (await this.groups.namesOf(rows)).get(id) ?? [];
  }

  private async uptimeOf({ id, health, createdAt }: ServerView) {
    const rows = await this.sql.rows<{ at: Date; from_status: HealthStatus; to_status: HealthStatus }>(
      `SELECT at, from_status, to_status FROM health_transitions WHERE server_id = $1 AND at > now() - interval '30 days' ORDER BY at, id LIMIT 20000`,
      [id],
      'transitions-of-server',
    );
    const transitions: Transition[] = rows.map((row) => ({ at: row.at, from: row.from_status, to: row.to_status }));
    return uptime(transitions, health.status, new Date(createdAt), new Date());
  }
}
