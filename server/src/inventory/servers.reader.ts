import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { pageFrom, seek, sortOf, sortValues, type SortKey } from '../database/keyset.js';
import { Sql } from '../database/sql.js';
import { NotFound } from '../http/domain-error.js';
import type { Page, Total } from '../http/page.js';
import { derivedBy } from './derived.js';
import type { HealthStatus } from './health.dto.js';
import { compiled } from './search/compile.js';
import { searchFields } from './search/fields.js';
import { checkStates, columnsOf, viewOf, type ServerRow } from './server-view.js';
import type { ServersQuery, ServerView } from './servers.dto.js';
import { uptime, type Transition } from './uptime.js';

/** Unhealthy sorts highest, so that `-health` begins with what is broken. */
const healthRank = `CASE h.status WHEN 'healthy' THEN 0 WHEN 'unknown' THEN 1 WHEN 'degraded' THEN 2 ELSE 3 END`;
const lifecycleRank = `array_position(ARRAY['planned', 'provisioning', 'active', 'draining', 'decommissioned'], s.lifecycle)`;

export const sortKeys: Record<string, Omit<SortKey, 'name' | 'descending'>> = {
  hostname: { expression: 's.hostname', type: 'text' },
  health: { expression: healthRank, type: 'integer' },
  lifecycle: { expression: lifecycleRank, type: 'integer' },
  createdAt: { expression: 's.created_at', type: 'timestamptz' },
  updatedAt: { expression: 's.updated_at', type: 'timestamptz' },
  environment: { expression: 's.environment', type: 'text', nullable: true },
  region: { expression: 's.region', type: 'text', nullable: true },
  owner: { expression: 's.owner', type: 'text', nullable: true },
  role: { expression: 's.role', type: 'text', nullable: true },
  ipAddress: { expression: 's.ip_address', type: 'inet', nullable: true },
};
const countedTo = 10_000;
const from = 'servers s JOIN server_health h ON h.server_id = s.id';

/** Every server has its health, so what does not ask for it need not join it: a count is ten times faster without. */
const countFrom = (where: string) => (/\bh\./.test(where) ? from : 'servers s');

/** Everything that is read of servers, in plain SQL: one statement a page, a keyset, no hydration. */
@Injectable()
export class ServersReader {
  private readonly derived;
  private readonly fields;
  private readonly columns: string;
  private readonly states: string;
  private readonly defaultIntervalSeconds: number;

  constructor(
    private readonly sql: Sql,
    @Inject(CONFIG) config: Config,
  ) {
    this.defaultIntervalSeconds = config.checkIntervalSeconds;
    this.derived = derivedBy(config.checkIntervalSeconds);
    this.fields = searchFields(this.derived);
    this.columns = columnsOf(this.derived);
    this.states = checkStates(this.derived);
  }

  async list({ q = '', sort: order = 'hostname', limit = 50, cursor }: ServersQuery): Promise<Page<ServerView>> {
    const sort = sortOf(order, sortKeys, 's.id');
    const params: unknown[] = [];
    const where = this.condition(q, params);
    const total = this.total(where, [...params]);
    const start = seek(sort, cursor, params);
    const text = `SELECT page.*, states.check_states FROM (
        SELECT ordered.*, row_number() OVER () AS ordinal FROM (
          SELECT ${this.columns}, ${sortValues(sort)} FROM ${from}
          WHERE ${where} AND ${start.where} ORDER BY ${start.orderBy} LIMIT ${limit + 1}) ordered) page
      ${this.states} ORDER BY page.ordinal`;
    const [rows, counted] = await Promise.all([
      this.sql.rows<ServerRow & { sort_values: (string | null)[] }>(
        text,
        params,
        q === '' ? statementName(text) : undefined,
      ),
      total,
    ]);
    const page = pageFrom(rows, limit, sort, start, cursor !== undefined);
    const now = Date.now();
    return {
      items: page.rows.map((row) => viewOf(row, this.defaultIntervalSeconds, now)),
      nextCursor: page.nextCursor,
      prevCursor: page.prevCursor,
      total: counted,
    };
  }

  /** Also a deleted one, which says so. @throws NotFound */
  async get(id: string): Promise<ServerView> {
    const [view] = await this.getMany([id]);
    if (!view) throw new NotFound('server', id);
    return { ...view, health: { ...view.health, uptime: await this.uptimeOf(view) } };
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

  /** In no particular order; ids that are not there are left out. */
  async getMany(ids: string[]): Promise<ServerView[]> {
    const text = `SELECT page.*, states.check_states FROM (SELECT ${this.columns} FROM ${from} WHERE s.id = ANY ($1::uuid[])) page ${this.states}`;
    const rows = await this.sql.rows<ServerRow>(text, [ids], 'servers-by-id');
    const now = Date.now();
    return rows.map((row) => viewOf(row, this.defaultIntervalSeconds, now));
  }

  /** Which of `ids` match the query. */
  async matching(q: string, ids: string[]): Promise<Set<string>> {
    const params: unknown[] = [ids];
    const rows = await this.sql.rows<{ id: string }>(
      `SELECT s.id FROM ${from} WHERE s.id = ANY ($1::uuid[]) AND ${this.condition(q, params)}`,
      params,
    );
    return new Set(rows.map((row) => row.id));
  }

  /** All that match the query, or undefined when they are more than `most`. */
  async idsOf(q: string, most: number): Promise<string[] | undefined> {
    const params: unknown[] = [];
    const rows = await this.sql.rows<{ id: string }>(
      `SELECT s.id FROM ${from} WHERE ${this.condition(q, params)} LIMIT ${most + 1}`,
      params,
    );
    return rows.length > most ? undefined : rows.map((row) => row.id);
  }

  private condition(q: string, params: unknown[]): string {
    return compiled(q, this.fields, params);
  }

  /** Exact to 10,000; beyond that the planner's estimate, so that a page never waits for a count of the whole fleet. */
  private async total(where: string, params: unknown[]): Promise<Total> {
    const counting = `SELECT count(*)::integer AS count FROM (SELECT FROM ${countFrom(where)} WHERE ${where} LIMIT ${countedTo + 1}) counted`;
    const [row] = await this.sql.rows<{ count: number }>(
      counting,
      params,
      params.length === 0 ? statementName(counting) : undefined,
    );
    const count = row?.count ?? 0;
    if (count <= countedTo) return { value: count, exact: true };
    const [plan] = await this.sql.rows<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>(
      `EXPLAIN (FORMAT JSON) SELECT FROM ${countFrom(where)} WHERE ${where}`,
      params,
    );
    return { value: Math.max(countedTo + 1, plan?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0), exact: false };
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

/** A statement that comes again is parsed and planned once a connection. */
function statementName(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
