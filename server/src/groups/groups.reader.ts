import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { capped, countedTo, pageFrom, seek, sortOf, sortValues } from '../database/keyset.js';
import { Sql } from '../database/sql.js';
import { NotFound } from '../http/domain-error.js';
import type { Page } from '../http/page.js';
import { derivedBy } from '../inventory/derived.js';
import { sampled, shareOf } from '../inventory/even-sample.js';
import { likeWithin } from '../inventory/search/like.js';
import { Search } from '../inventory/search/search.service.js';
import { serverRows } from '../inventory/server-rows.js';
import { Totals } from '../inventory/totals.js';
import { parentsOf, type Definition, type Definitions } from './definitions/definition.js';
import { GroupDefinitions } from './definitions/group-definitions.js';
import { readable } from './definitions/readable.js';
import { fieldName } from './definitions/references.js';
import type { GroupPage, GroupsQuery, GroupView } from './groups.dto.js';

type RollUp = Pick<GroupView, 'fault' | 'servers' | 'health' | 'countable' | 'pageable'>;

interface CountsRow {
  total: number;
  healthy: number;
  degraded: number;
  unhealthy: number;
  unknown: number;
  countable: number;
  pageable: number;
}

const byName = sortOf('name', { name: { expression: 'lower(g.name)', type: 'text' } }, 'g.id');
/** Beyond 10,000 members their health is known well enough from a part of them. */
const sampledMembers = 10_000;

/** Groups with what becomes of their members. */
@Injectable()
export class GroupsReader {
  private readonly counts: string;

  constructor(
    private readonly sql: Sql,
    private readonly search: Search,
    private readonly totals: Totals,
    private readonly definitions: GroupDefinitions,
    @Inject(CONFIG) config: Config,
  ) {
    const { countable, pageable } = derivedBy(config.checkIntervalSeconds);
    const having = (name: string, condition: string) => `count(*) FILTER (WHERE ${condition})::integer AS ${name}`;
    const byHealth = ['healthy', 'degraded', 'unhealthy', 'unknown'].map((each) =>
      having(each, `h.status = '${each}'`),
    );
    this.counts = [
      'count(*)::integer AS total',
      ...byHealth,
      having('countable', countable),
      having('pageable', pageable),
    ].join(', ');
  }

  async list({ q = '', limit = 50, cursor, fields }: GroupsQuery): Promise<GroupPage> {
    const params: unknown[] = [likeWithin(q)];
    const where = 'lower(g.name) LIKE lower($1)';
    const from = seek(byName, cursor, params);
    const [rows, counted] = await Promise.all([
      this.sql.rows<{ id: string; sort_values: string[] }>(
        `SELECT g.id, ${sortValues(byName)} FROM groups g WHERE ${where} AND ${from.where} ORDER BY ${from.orderBy} LIMIT ${limit + 1}`,
        params,
      ),
      this.sql.rows<{ count: number }>(
        `SELECT count(*)::integer AS count FROM (SELECT FROM groups g WHERE ${where} LIMIT ${countedTo + 1}) g`,
        [likeWithin(q)],
      ),
    ]);
    const definitions = await this.definitions.present();
    const { rows: found, ...page }: Pick<Page<unknown>, 'nextCursor' | 'prevCursor'> & { rows: { id: string }[] } =
      pageFrom(rows, limit, byName, from, cursor !== undefined);
    const items: GroupView[] = [];
    for (const { id } of found) {
      const definition = definitions.get(id);
      if (definition) items.push(await this.viewOf(definition, definitions, isCounted(fields)));
    }
    return { ...page, items, total: capped(counted[0]?.count ?? 0) };
  }

  /** @throws NotFound */
  async get(id: string): Promise<GroupView> {
    const definitions = await this.definitions.present();
    const definition = definitions.get(id);
    if (!definition) throw new NotFound('group', id);
    return this.viewOf(definition, definitions);
  }

  /** @throws NotFound */
  async requireThere(id: string): Promise<void> {
    if (!(await this.definitions.present()).has(id)) throw new NotFound('group', id);
  }

  private async viewOf(definition: Definition, definitions: Definitions, isCounted = true): Promise<GroupView> {
    const { createdAt, updatedAt, children, ...fields } = definition;
    const link = ({ id, name }: Definition) => ({ id, name });
    return {
      ...fields,
      kind: definition.query === null ? 'static' : 'dynamic',
      children: children.flatMap((id) => definitions.get(id) ?? []).map(link),
      parents: parentsOf(definitions, definition.id).map(link),
      ...(isCounted ? await this.rollUpOf(definition.id) : nobody(null)),
      createdAt: createdAt.toISOString(),
      updatedAt: updatedAt.toISOString(),
    };
  }

  private async rollUpOf(id: string): Promise<RollUp> {
    const params: unknown[] = [];
    const read = await readable(this.search, `${fieldName}:${id}`, params);
    if ('fault' in read) return nobody(read.fault);
    const { where } = read;
    const servers = await this.totals.of(where, params);
    const part = servers.exact ? where : `${where} AND ${sampled(servers.value, sampledMembers)}`;
    const [row] = await this.sql.rows<CountsRow>(`SELECT ${this.counts} FROM ${serverRows} WHERE ${part}`, params);
    if (!row) return nobody(null);
    const share = servers.exact ? 1 : shareOf(servers.value, sampledMembers);
    const scaled = (count: number) => Math.round(count / share);
    const { healthy, degraded, unhealthy, unknown } = row;
    return {
      fault: null,
      servers: servers.exact ? servers : { value: scaled(row.total), exact: false },
      health: {
        unhealthy: scaled(unhealthy),
        degraded: scaled(degraded),
        unknown: scaled(unknown),
        healthy: scaled(healthy),
      },
      countable: scaled(row.countable),
      pageable: scaled(row.pageable),
    };
  }
}

/** What has to be found out of the members; of a group by name nothing has. */
const costly = new Set(['fault', 'servers', 'health', 'countable', 'pageable']);

function isCounted(fields: string | undefined): boolean {
  return fields === undefined || fields.split(',').some((path) => costly.has(path.trim().split('.')[0] ?? ''));
}

function nobody(fault: string | null): RollUp {
  return {
    fault,
    servers: { value: 0, exact: true },
    health: { unhealthy: 0, degraded: 0, unknown: 0, healthy: 0 },
    countable: 0,
    pageable: 0,
  };
}
