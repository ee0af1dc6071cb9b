import { difference } from '../audit/difference.js';
import { Conflict } from '../http/domain-error.js';
import { noCredential } from './living-credentials.js';
import type { Server } from './server.entity.js';

export type Declared = Omit<Server, 'id' | 'version' | 'createdAt' | 'updatedAt'>;

/** What a person declared; the rest of the row is bookkeeping. */
export function declaredOf({
  id: _id,
  version: _version,
  createdAt: _createdAt,
  updatedAt: _updatedAt,
  ...fields
}: Server): Declared {
  return fields;
}

/** The fields in which a server differs after a change, as they were and as they are; undefined when it does not. */
export function changesOf(
  server: Server,
  change: Partial<Declared>,
): { before: Partial<Declared>; after: Partial<Declared> } | undefined {
  const before = declaredOf(server);
  const changes = difference(before, { ...before, ...change });
  return Object.keys(changes.after).length > 0 ? changes : undefined;
}

/** @throws Conflict */
export function requireLiving(server: Server): void {
  if (server.deletedAt) throw new Conflict('server.deleted', 'This server is deleted. Restore it first.');
}

/** @throws Conflict */
export function requireDeleted(server: Server): void {
  if (!server.deletedAt) throw new Conflict('server.not-deleted', 'This server is not deleted.');
}

const taken = (code: string, field: string, message: string) => () =>
  new Conflict(code, message, [{ pointer: `/${field}`, code, message: 'is taken' }]);

/** What the named constraints of the table say to whoever violates them. */
export const serverRefusals = {
  servers_hostname_unique_among_living: taken(
    'server.hostname-taken',
    'hostname',
    'A living server has this host name already.',
  ),
  servers_external_id_unique_among_living: taken(
    'server.external-id-taken',
    'externalId',
    'A living server has this external id already.',
  ),
  servers_ssh_credential: (detail: string) => noCredential(/=\(([^)]+)\)/.exec(detail)?.[1] ?? ''),
};
