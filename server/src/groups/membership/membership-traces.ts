import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource, EntityManager } from 'typeorm';
import { rowsIn } from '../../database/sql.js';
import { ChangeSetKinds, type ChangeSetKind } from '../../inventory/bulk/change-set-kinds.js';
import type { ChangeSetItem } from '../../inventory/bulk/change-sets.dto.js';

/** A membership that a change set began or ended. */
interface Move {
  groupId: string;
  /** Null when the group is gone. */
  name: string | null;
  hasJoined: boolean;
  /** Whether the server is in the group now. */
  holds: boolean;
}

/** What one change set did to the groups that a server was put into. */
export interface MembershipTrace {
  serverId: string;
  hostname: string;
  moves: Move[];
}

interface Some {
  ids?: string[];
  after?: string;
  limit?: number;
}

/** In order of id. Reads the partial indexes on the change sets. */
export function membershipTraces(
  tx: EntityManager,
  changeSetId: string,
  { ids, after, limit }: Some,
): Promise<MembershipTrace[]> {
  return rowsIn<MembershipTrace>(
    tx,
    `WITH moved AS (
       SELECT server_id, group_id, true AS joined FROM group_members WHERE change_set_id = $1
       UNION ALL SELECT server_id, group_id, false FROM group_members WHERE ended_change_set_id = $1),
     touched AS (
       SELECT DISTINCT server_id FROM moved
       WHERE ($2::uuid[] IS NULL OR server_id = ANY ($2)) AND ($3::uuid IS NULL OR server_id > $3) ORDER BY server_id LIMIT $4)
     SELECT t.server_id AS "serverId", coalesce(s.hostname, t.server_id::text) AS hostname, m.moves
     FROM touched t LEFT JOIN servers s ON s.id = t.server_id
     CROSS JOIN LATERAL (
       SELECT jsonb_agg(jsonb_build_object('groupId', moved.group_id, 'name', g.name, 'hasJoined', moved.joined, 'holds', EXISTS (
           SELECT FROM group_members c WHERE c.server_id = moved.server_id AND c.group_id = moved.group_id AND c.valid_to IS NULL))
         ORDER BY lower(g.name)) AS moves
       FROM moved LEFT JOIN groups g ON g.id = moved.group_id WHERE moved.server_id = t.server_id) m
     ORDER BY t.server_id`,
    [changeSetId, ids ?? null, after ?? null, limit ?? null],
  );
}

/** How a change set of groups is told, and by what it is taken back. */
@Injectable()
export class MembershipChangeSets implements ChangeSetKind, OnModuleInit {
  readonly kinds = ['group', 'group.revert'];
  readonly revertedBy = 'group.revert';

  constructor(
    private readonly known: ChangeSetKinds,
    @InjectDataSource() private readonly db: DataSource,
  ) {}

  onModuleInit(): void {
    this.known.register(this);
  }

  async items(changeSetId: string, some: Some): Promise<ChangeSetItem[]> {
    const traces = await membershipTraces(this.db.manager, changeSetId, some);
    return traces.map(({ serverId, hostname, moves }) => {
      const groups = (hasJoined: boolean) =>
        moves.filter((move) => move.hasJoined === hasJoined).map(({ name }) => name ?? '(deleted)');
      const changedSince = moves.some(({ name, hasJoined, holds }) => name === null || hasJoined !== holds);
      return {
        serverId,
        hostname,
        kind: 'changed',
        before: { groups: groups(false) },
        after: { groups: groups(true) },
        changedSince,
      };
    });
  }
}
