import { v7 as uuidv7 } from 'uuid';
import type { Write } from '../../audit/ledger.js';
import { rowsIn } from '../../database/sql.js';
import type { Columns } from '../declared-fields.js';
import { requireCredentials } from '../living-credentials.js';
import type { Server } from '../server.entity.js';
import { columnsOf, rowOf } from './server-columns.js';

/**
 * Registers servers, at most some hundred, with one INSERT and one more into the audit. A server whose name or external id a living one
 * has by now is not written, and its place in the answer is undefined. In order of name, so that two batches with the same
 * names wait for each other and never for themselves.
 * @throws BadRequest when one of them names a credential that is not there
 */
export async function registerAll(write: Write, rows: Columns[]): Promise<(Server | undefined)[]> {
  if (rows.length === 0) return [];
  await requireCredentials(
    write.tx,
    rows.map(({ sshCredentialId }) => sshCredentialId),
  );
  const servers = rows.map(registered);
  const columns = columnsOf(write.tx);
  const names = columns.map(({ name }) => name).join(', ');
  const written = await rowsIn<{ id: string }>(
    write.tx,
    `INSERT INTO servers (${names})
       SELECT ${names} FROM jsonb_to_recordset($1) AS r (${columns.map(({ name, type }) => `${name} ${type}`).join(', ')}) ORDER BY hostname
     ON CONFLICT DO NOTHING RETURNING id`,
    [JSON.stringify(servers.map((server) => rowOf(server, columns)))],
  );
  const ids = new Set(written.map(({ id }) => id));
  const outcomes = servers.map((server) => (ids.has(server.id) ? server : undefined));
  await write.recordAll(
    outcomes
      .filter((server) => server !== undefined)
      .map(({ id, version: _version, createdAt: _createdAt, updatedAt: _updatedAt, ...after }) => ({
        action: 'server.created',
        subject: { type: 'server', id, name: after.hostname },
        after,
      })),
  );
  return outcomes;
}

function registered(columns: Columns): Server {
  const now = new Date();
  return {
    ...columns,
    id: uuidv7(),
    lifecycleSince: now,
    createdAt: now,
    updatedAt: now,
    deletedAt: null,
    version: 1,
  };
}
