import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Sql } from '../../database/sql.js';
import { healthAt, versionsAt } from '../../inventory/as-of.js';
import { Search } from '../../inventory/search/search.service.js';
import { ServerGroups, type GroupNames } from '../../inventory/server-groups.js';
import { serverRows } from '../../inventory/server-rows.js';
import { aroundOf, type Definition, type Definitions } from '../definitions/definition.js';
import { GroupDefinitions } from '../definitions/group-definitions.js';
import { readable } from '../definitions/readable.js';
import { validAt } from '../definitions/group-field.js';

/** So many queries are put into one statement. */
const askedAtOnce = 100;

/** The groups of the servers of a page. Costs one small question where there are no groups, and two more beside it where there are. */
@Injectable()
export class GroupNamesReader implements OnModuleInit {
  constructor(
    private readonly sql: Sql,
    private readonly search: Search,
    private readonly definitions: GroupDefinitions,
    private readonly groups: ServerGroups,
  ) {}

  onModuleInit(): void {
    this.groups.source = (ids, at) => this.namesOf(ids, at);
  }

  private async namesOf(ids: string[], at?: Date): Promise<GroupNames> {
    // Asked by what was known last, beside the question whether that still holds: a page waits for one of them only.
    const guess = at ? undefined : this.definitions.lastKnown;
    const [definitions, names] = await Promise.all([this.definitions.asOf(at), guess && this.namesBy(guess, ids, at)]);
    return names && definitions === guess ? names : this.namesBy(definitions, ids, at);
  }

  private async namesBy(definitions: Definitions, ids: string[], at: Date | undefined): Promise<GroupNames> {
    if (definitions.size === 0) return new Map();
    const direct = new Map(ids.map((id): [string, Set<string>] => [id, new Set()]));
    const [put, found] = await Promise.all([this.putInto(ids, at), this.matching(definitions, ids, at)]);
    for (const { serverId, groupId } of [...put, ...found]) direct.get(serverId)?.add(groupId);
    return new Map([...direct].map(([id, groups]) => [id, namesAround(definitions, groups)]));
  }

  private putInto(ids: string[], at: Date | undefined): Promise<Membership[]> {
    return this.sql.rows<Membership>(
      `SELECT m.server_id AS "serverId", m.group_id AS "groupId" FROM group_members m
       WHERE m.server_id = ANY ($1::uuid[]) AND ${at ? validAt('$2') : 'm.valid_to IS NULL'}`,
      at ? [ids, at] : [ids],
      at ? 'groups-of-servers-then' : 'groups-of-servers',
    );
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

function namesAround(definitions: Definitions, groups: Iterable<string>): string[] {
  return [...aroundOf(definitions, groups)]
    .flatMap((id) => definitions.get(id)?.name ?? [])
    .sort((one, other) => one.localeCompare(other, 'en'));
}
