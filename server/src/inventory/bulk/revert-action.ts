import { Conflict } from '../../http/domain-error.js';
import { Uuid } from '../../http/fields.js';
import { declaredOf } from '../declared.js';
import type { BulkAction } from './bulk-action.js';
import { tracesOf } from './former-versions.js';
import { changeAll } from './server-batches.js';

export class RevertParams {
  @Uuid()
  changeSetId: string;
}

/**
 * Gives servers back what they were before a change set; what it created is deleted, what it deleted is there again. A server that was
 * changed since is left as it is: whoever did so knew what the change set had made of it.
 */
export const revertAction: BulkAction<RevertParams> = {
  name: 'revert',
  params: RevertParams,
  title: (_, count) => `Revert ${count.toLocaleString('en')} ${count === 1 ? 'server' : 'servers'}`,
  async carryOut({ write, ids, ifMatch }, { changeSetId }) {
    const traces = new Map((await tracesOf(write.tx, changeSetId, { ids })).map((trace) => [trace.id, trace]));
    return changeAll(write, ids, {
      action: 'server.reverted',
      ifMatch,
      apply: (server) => {
        const trace = traces.get(server.id);
        if (trace?.last !== server.version) {
          throw new Conflict('changeset.changed-since', 'It was changed since, and is left as it is.');
        }
        return trace.before ? declaredOf(trace.before) : { deletedAt: new Date() };
      },
    });
  },
};
