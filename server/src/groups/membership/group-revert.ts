import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Conflict } from '../../http/domain-error.js';
import type { Batch, BulkAction } from '../../inventory/bulk/bulk-action.js';
import { BulkActions } from '../../inventory/bulk/bulk-actions.js';
import type { Outcome } from '../../inventory/bulk/outcome.js';
import { RevertParams } from '../../inventory/bulk/revert-action.js';
import { membershipTraces } from './membership-traces.js';
import { regrouped } from './regrouped.js';

/** Takes back what a change set did to the groups of servers. A server that was moved since is left where it is. */
@Injectable()
export class GroupRevert implements BulkAction<RevertParams>, OnModuleInit {
  readonly name = 'group.revert';
  readonly params = RevertParams;
  readonly changes = 'beside';

  constructor(private readonly actions: BulkActions) {}

  onModuleInit(): void {
    this.actions.register(this);
  }

  title(_: RevertParams, count: number): string {
    return `Revert the groups of ${count.toLocaleString('en')} ${count === 1 ? 'server' : 'servers'}`;
  }

  async carryOut({ write, ids, ifMatch }: Batch, { changeSetId }: RevertParams): Promise<Outcome[]> {
    const traces = new Map(
      (await membershipTraces(write.tx, changeSetId, { ids })).map((trace) => [trace.serverId, trace]),
    );
    return regrouped(write, ids, {
      ifMatch,
      wanted: ({ id, groups }) => {
        const wanted = new Set(groups);
        for (const { groupId, name, hasJoined } of traces.get(id)?.moves ?? []) {
          if (name === null) throw new Conflict('group.not-found', 'A group that it was in is deleted since.');
          if (groups.has(groupId) !== hasJoined)
            throw new Conflict('changeset.changed-since', 'It was moved since, and is left where it is.');
          if (hasJoined) wanted.delete(groupId);
          else wanted.add(groupId);
        }
        return wanted;
      },
    });
  }
}
