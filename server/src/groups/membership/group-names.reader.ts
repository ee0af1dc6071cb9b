import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Sql } from '../../database/sql.js';
import { healthAt, versionsAt } from '../../inventory/as-of.js';
import { Search } from '../../inventory/search/search.service.js';
import { ServerGroups, type GroupedRow, type GroupNames, type GroupsSource } from '../../inventory/server-groups.js';
import { serverRows } from '../../inventory/server-rows.js';
import { aroundOf, type Definition, type Definitions } from '../definitions/definition.js';
import { GroupDefinitions } from '../definitions/group-definitions.js';
import { readable } from '../definitions/readable.js';

/** So many queries are put into one statement. */
const askedAtOnce = 100;

/** The groups of the servers of a page. Who was put in stands on the page itself; only who matches a query is asked beside it. */
@Injectable()
export class GroupNamesReader implements OnModuleInit, GroupsSource {
  readonly columns = groupColumns;

  constructor(
    private readonly sql: Sql,
    private readonly search: Search,
    private readonly definitions: GroupDefinitions,
    private readonly groups: ServerGroups,
  ) {}

  onModuleInit(): void {
    this.groups.source = this;
  }

  async namesOf(rows: GroupedRow[], at?: Date): Promise<GroupNames> {
    const definitions = await this.definitions.asOf(at, rows[0]?.group_generation);
    if (definitions.size === 0) return new Map();
    const direct = new Map(rows.map((row): [string, string[]] => [row.id, row.put_into?.split(',') ?? []]));
    for (const { serverId, groupId } of await this.matching(definitions, [...direct.keys()], at))
      direct.get(serverId)?.push(groupId);
    return namesAround(definitions, direct);
  }

  private async matching(definitions: Definitions, ids: string[], at: Date | undefined): Promise<Membership[]> {
    const asked = [...definitions.values()].filter(({ query }) => query !== null);
    const found: Membership[] = [];
    for (let from = 0; from < asked.length; from += askedAtOnce)
      found.push(...(await this.matchingOf(asked.slice(from, from + askedAtOnce), ids, at)));
    return found;
  }

  private async matchingOf(groups: Definition[], ids: string[], at: Date | undefined): Promise<Membership[]> {
    const params: unknown[] = at ? [ids, at] : [ids];
    const conditions: string[] = [];
    for (const { query } of groups) {
      const read = await readable(this.search, query ?? '', params, { at });
      // One that cannot be read any more finds nobody, and hides nobody else.
      conditions.push('where' in read ? `(${read.where}) IS TRUE` : 'FALSE');
    }
    const from = at ? `${versionsAt('$2')} s ${healthAt('$2')}` : serverRows;
    const rows = await this.sql.rows<{ id: string; holds: boolean[] }>(
      `SELECT s.id, ARRAY[${conditions.join(', ')}] AS holds FROM ${from} WHERE s.id = ANY ($1::uuid[])`,
      params,
    );
    return rows.flatMap(({ id, holds }) =>
      groups.filter((_, place) => holds[place]).map((group) => ({ serverId: id, groupId: group.id })),
    );
  }
}

interface Membership {
  serverId: string;
  groupId: string;
}

/** Who was put into which groups, and by which generation of their definitions that is to be read. */
export function groupColumns(id: string, at?: string): string {
  const present = `group_members m WHERE m.server_id = ${id} AND m.valid_to IS NULL`;
  return `(SELECT string_agg(m.group_id::text, ',') FROM ${at ? membersAt(id, at) : present}) AS put_into,
    (SELECT generation FROM group_generation) AS group_generation`;
}

/** Each of the two parts has its index; of one table with a choice of two ends the planner would read all. */
function membersAt(id: string, at: string): string {
  const part = (end: string) =>
    `SELECT m.group_id FROM group_members m WHERE m.server_id = ${id} AND m.valid_from <= ${at}::timestamptz AND ${end}`;
  return `(${part('m.valid_to IS NULL')} UNION ALL ${part(`m.valid_to > ${at}::timestamptz`)}) m`;
}

function namesAround(definitions: Definitions, direct: ReadonlyMap<string, string[]>): GroupNames {
  const names = new Map<string, readonly string[]>();
  const known = new Map<string, readonly string[]>();
  for (const [server, groups] of direct) {
    if (groups.length === 0) continue;
    const key = groups.sort().join();
    let found = known.get(key);
    if (!found) known.set(key, (found = namesOf(definitions, groups)));
    names.set(server, found);
  }
  return names;
}

function namesOf(definitions: Definitions, groups: Iterable<string>): string[] {
  return [...aroundOf(definitions, groups)]
    .flatMap((id) => definitions.get(id)?.name ?? [])
    .sort((one, other) => one.localeCompare(other, 'en'));
}
