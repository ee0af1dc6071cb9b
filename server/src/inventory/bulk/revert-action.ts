import { Conflict } from '../../http/domain-error.js';
import { Uuid } from '../../http/fields.js';
import { declaredOf } from '../declared.js';
import type { BulkAction } from './bulk-action.js';
import type { Companions } from './companions.js';
import { tracesOf } from './former-versions.js';
import { changeAll } from './server-batches.js';

export class RevertParams {
  @Uuid()
  changeSetId: string;
}

export const revertName = 'revert';

/**
 * Gives servers back what they were before a change set; what it created is deleted, what it deleted is there again. A server that was
 * changed since is left as it is: whoever did so knew what the change set had made of it.
 */
export function revertAction(companions: Companions): BulkAction<RevertParams> {
  return {
    name: revertName,
    params: RevertParams,
    title: (_, count) => `Revert ${count.toLocaleString('en')} ${count === 1 ? 'server' : 'servers'}`,
    async carryOut({ write, ids, ifMatch }, { changeSetId }) {
      const traces = new Map((await tracesOf(write.tx, changeSetId, ids)).map((trace) => [trace.id, trace]));
      const beside = await companions.revert(write, changeSetId, ids, ifMatch);
      const isBeside = new Set(beside.map(({ id }) => id));
      const own = await changeAll(
        write,
        ids.filter((id) => !isBeside.has(id)),
        {
          action: 'server.reverted',
          ifMatch,
          apply: (server) => {
            const trace = traces.get(server.id);
            if (trace?.last !== server.version) throw changedSince();
            return trace.before ? declaredOf(trace.before) : { deletedAt: new Date() };
          },
        },
      );
      const outcomes = new Map([...own, ...beside].map((outcome) => [outcome.id, outcome]));
      return ids.flatMap((id) => outcomes.get(id) ?? []);
    },
  };
}

export function changedSince(): Conflict {
  return new Conflict('changeset.changed-since', 'It was changed since, and is left as it is.');
}
