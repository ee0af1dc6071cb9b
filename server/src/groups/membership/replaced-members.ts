import type { Write } from '../../audit/ledger.js';
import { rowsIn } from '../../database/sql.js';
import { BadRequest } from '../../http/domain-error.js';
import { batchSize } from '../../inventory/bulk/undertaking.js';
import { regrouped, requireNotDeleted } from './regrouped.js';

/**
 * Makes these servers, and no others, those that are put into the group. In order of id, as everybody who locks servers does.
 * @throws BadRequest that names which of them cannot be
 */
export async function replaceMembers(write: Write, groupId: string, members: string[]): Promise<void> {
  const wanted = new Map(members.map((id, at): [string, number] => [id.toLowerCase(), at]));
  const former = await rowsIn<{ id: string }>(
    write.tx,
    'SELECT server_id AS id FROM group_members WHERE group_id = $1 AND valid_to IS NULL',
    [groupId],
  );
  const before = new Set(former.map(({ id }) => id));
  const moving = [...before, ...wanted.keys()].filter((id) => before.has(id) !== wanted.has(id)).sort();
  for (let at = 0; at < moving.length; at += batchSize) {
    const outcomes = await regrouped(write, moving.slice(at, at + batchSize), {
      wanted: (server) => {
        const groups = new Set(server.groups);
        if (!wanted.has(server.id)) groups.delete(groupId);
        else {
          requireNotDeleted(server);
          groups.add(groupId);
        }
        return groups;
      },
    });
    const faults = outcomes.flatMap(({ id, error }) =>
      error ? [{ pointer: `/members/${wanted.get(id) ?? 0}`, code: error.code, message: error.message }] : [],
    );
    if (faults.length > 0) throw new BadRequest('group.bad-member', 'Some of the members cannot be put in.', faults);
  }
}
