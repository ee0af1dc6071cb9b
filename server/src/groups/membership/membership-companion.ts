import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Write } from '../../audit/ledger.js';
import { rowsIn } from '../../database/sql.js';
import { Conflict } from '../../http/domain-error.js';
import { Companions, type Companion, type CompanionTrace } from '../../inventory/bulk/companions.js';
import type { Outcome } from '../../inventory/bulk/outcome.js';
import { changedSince } from '../../inventory/bulk/revert-action.js';
import { regrouped } from './regrouped.js';

/** A membership that a change set began or ended. */
interface MoveRow {
  server_id: string;
  group_id: string;
  /** Null when the group is gone. */
  name: string | null;
  joined: boolean;
  holds: boolean;
}

/** What a change set did to the groups that servers are in. */
@Injectable()
export class MembershipCompanion implements Companion, OnModuleInit {
  readonly touched = 'SELECT server_id FROM group_members WHERE change_set_id = $1 OR ended_change_set_id = $1';

  constructor(private readonly companions: Companions) {}

  onModuleInit(): void {
    this.companions.register(this);
  }

  async tracesOf(tx: EntityManager, changeSetId: string, ids: string[]): Promise<Map<string, CompanionTrace>> {
    return new Map(
      [...(await movesOf(tx, changeSetId, ids))].map(([id, moves]): [string, CompanionTrace] => {
        const names = (joined: boolean) =>
          moves.filter((move) => move.joined === joined).map(({ name }) => name ?? '(deleted)');
        return [
          id,
          { before: { groups: names(false) }, after: { groups: names(true) }, changedSince: moves.some(isMovedSince) },
        ];
      }),
    );
  }

  async revert(
    write: Write,
    changeSetId: string,
    ids: string[],
    ifMatch: ReadonlyMap<string, string>,
  ): Promise<Outcome[]> {
    const moves = await movesOf(write.tx, changeSetId, ids);
    return regrouped(write, ids, {
      ifMatch,
      wanted: ({ id, groups }) => {
        const wanted = new Set(groups);
        for (const { group_id: group, name, joined } of moves.get(id) ?? []) {
          if (name === null) throw new Conflict('group.not-found', 'A group that it was in is deleted since.');
          if (groups.has(group) !== joined) throw changedSince();
          if (joined) wanted.delete(group);
          else wanted.add(group);
        }
        return wanted;
      },
    });
  }
}

/** What the change set left is not what is. */
function isMovedSince({ joined, holds, name }: MoveRow): boolean {
  return name === null || joined !== holds;
}

async function movesOf(tx: EntityManager, changeSetId: string, ids: string[]): Promise<Map<string, MoveRow[]>> {
  const rows = await rowsIn<MoveRow>(
    tx,
    `SELECT moved.*, g.name, EXISTS (
       SELECT FROM group_members c WHERE c.server_id = moved.server_id AND c.group_id = moved.group_id AND c.valid_to IS NULL) AS holds
     FROM (
       SELECT server_id, group_id, true AS joined FROM group_members WHERE change_set_id = $1 AND server_id = ANY ($2::uuid[])
       UNION ALL
       SELECT server_id, group_id, false FROM group_members WHERE ended_change_set_id = $1 AND server_id = ANY ($2::uuid[])) moved
     LEFT JOIN groups g ON g.id = moved.group_id ORDER BY lower(g.name)`,
    [changeSetId, ids],
  );
  const moves = new Map<string, MoveRow[]>();
  for (const row of rows) moves.set(row.server_id, [...(moves.get(row.server_id) ?? []), row]);
  return moves;
}
