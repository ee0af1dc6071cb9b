import type { EntityManager } from 'typeorm';
import { NotFound } from '../../http/domain-error.js';
import { Authority } from './authority.entity.js';

/** Until the transaction ends nobody else signs with it or changes it. @throws NotFound */
export async function lockedAuthority(tx: EntityManager, id: string): Promise<Authority> {
  const authority = await tx.findOne(Authority, { where: { id }, lock: { mode: 'pessimistic_write' } });
  if (!authority || authority.deletedAt) throw new NotFound('authority', id);
  return authority;
}

export function subjectOf({ id, name }: Authority): { type: string; id: string; name: string } {
  return { type: 'authority', id, name };
}

/** Of a line as in authorized_keys. */
export function blobIn(publicLine: string): Buffer {
  return Buffer.from(publicLine.split(' ')[1] ?? '', 'base64');
}
