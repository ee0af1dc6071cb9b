import type { EntityManager } from 'typeorm';
import { rowsIn } from '../database/sql.js';
import { BadRequest } from '../http/domain-error.js';

type Named = string | null | undefined;

/**
 * Those of the credentials that are there. They stay until the transaction ends: whoever deletes one waits, and then finds
 * the server that names it. Credentials belong to a room above; that a server may only name a living one is said here.
 */
export async function livingCredentials(tx: EntityManager, ids: Iterable<Named>): Promise<ReadonlySet<string>> {
  const asked = [...new Set([...ids].filter((id) => typeof id === 'string'))];
  if (asked.length === 0) return new Set();
  const rows = await rowsIn<{ id: string }>(
    tx,
    'SELECT id FROM credentials WHERE id = ANY ($1::uuid[]) AND deleted_at IS NULL ORDER BY id FOR KEY SHARE',
    [asked],
  );
  return new Set(rows.map(({ id }) => id));
}

/** @throws BadRequest at `/ssh/credentialId` when one of them is not there */
export async function requireCredentials(tx: EntityManager, ids: Iterable<Named>): Promise<void> {
  const named = [...ids];
  const living = await livingCredentials(tx, named);
  for (const id of named) requireAmong(living, id);
}

/** @throws BadRequest at `/ssh/credentialId` */
export function requireAmong(living: ReadonlySet<string>, id: Named): void {
  if (id && !living.has(id.toLowerCase())) throw noCredential(id);
}

export function noCredential(id: string): BadRequest {
  const [code, message] = ['credential.not-found', 'is not the id of a credential'];
  return new BadRequest(code, `There is no credential ${id}.`, [{ pointer: '/ssh/credentialId', code, message }]);
}
