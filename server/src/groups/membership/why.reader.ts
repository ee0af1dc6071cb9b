import { Injectable } from '@nestjs/common';
import { Sql } from '../../database/sql.js';
import { NotFound } from '../../http/domain-error.js';
import { Search } from '../../inventory/search/search.service.js';
import { serverRows } from '../../inventory/server-rows.js';
import type { Definition, Definitions } from '../definitions/definition.js';
import { GroupDefinitions } from '../definitions/group-definitions.js';
import { readable } from '../definitions/readable.js';
import type { MembershipReason, MembershipView } from '../groups.dto.js';

/** A group and how one comes to it from the group that was asked about, both included. */
interface Reached {
  group: Definition;
  path: Definition[];
}

/** Why a server is a member of a group: everything that makes it one. */
@Injectable()
export class WhyReader {
  constructor(
    private readonly sql: Sql,
    private readonly search: Search,
    private readonly definitions: GroupDefinitions,
  ) {}

  /** @throws NotFound of the group, or of the server */
  async why(groupId: string, serverId: string): Promise<MembershipView> {
    const definitions = await this.definitions.present();
    const group = definitions.get(groupId);
    if (!group) throw new NotFound('group', groupId);
    const reached = reachedFrom(definitions, group);
    const params: unknown[] = [serverId];
    const tested: { way: Reached; kind: MembershipReason['kind'] }[] = [];
    const conditions: string[] = [];
    for (const way of reached) {
      conditions.push(
        `EXISTS (SELECT FROM group_members m WHERE m.server_id = s.id AND m.group_id = $${params.push(way.group.id)} AND m.valid_to IS NULL)`,
      );
      tested.push({ way, kind: 'static' });
      if (way.group.query === null) continue;
      const read = await readable(this.search, way.group.query, params);
      if ('fault' in read) continue;
      conditions.push(`(${read.where}) IS TRUE`);
      tested.push({ way, kind: 'query' });
    }
    const [row] = await this.sql.rows<{ holds: boolean[] }>(
      `SELECT ARRAY[${conditions.join(', ')}] AS holds FROM ${serverRows} WHERE s.id = $1`,
      params,
    );
    if (!row) throw new NotFound('server', serverId);
    const reasons = tested.filter((_, place) => row.holds[place]).map(({ way, kind }) => reasonOf(way, kind));
    return { isMember: reasons.length > 0, reasons };
  }
}

/** Breadth first, so that each group is reached by a shortest way. */
function reachedFrom(definitions: Definitions, root: Definition): Reached[] {
  const reached = new Map<string, Reached>([[root.id, { group: root, path: [root] }]]);
  for (const { group, path } of reached.values()) {
    for (const id of group.children) {
      const child = definitions.get(id);
      if (child && !reached.has(id)) reached.set(id, { group: child, path: [...path, child] });
    }
  }
  return [...reached.values()];
}

function reasonOf({ group, path }: Reached, kind: MembershipReason['kind']): MembershipReason {
  return {
    kind,
    group: { id: group.id, name: group.name },
    query: kind === 'query' ? group.query : null,
    path: path.map(({ id, name }) => ({ id, name })),
  };
}
