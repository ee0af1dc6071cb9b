import { refusedAt } from '../http/domain-error.js';
import type { ChangeCredential, CreateCredential, CredentialOrigin } from './credentials.dto.js';

const fieldsOf = {
  generate: ['algorithm', 'bits'],
  import: ['privateKey', 'passphrase', 'publicKey', 'acceptWeak'],
} as const satisfies Record<CredentialOrigin, readonly (keyof CreateCredential)[]>;

/** @throws BadRequest when something is given that says nothing of a key of this origin, or the key to import is not */
export function requireFitting(
  fields: Pick<CreateCredential, 'kind' | (typeof fieldsOf)[CredentialOrigin][number]>,
): void {
  const [other, origin] =
    fields.kind === 'import' ? (['generate', 'generated'] as const) : (['import', 'imported'] as const);
  const stray = fieldsOf[other].find((name) => fields[name] !== undefined);
  if (stray) throw refusedAt(`/${stray}`, `is only for keys that are ${origin}`, 'field.unfitting');
  if (fields.kind === 'import' && fields.privateKey === undefined)
    throw refusedAt('/privateKey', 'is needed to import a key', 'field.required');
}

/** The moment, unless it has passed. @throws BadRequest */
export function expiryIn(
  { expiresAt }: Pick<ChangeCredential, 'expiresAt'>,
  now = new Date(),
): Date | null | undefined {
  if (expiresAt === undefined || expiresAt === null) return expiresAt;
  const moment = new Date(expiresAt);
  if (moment <= now) throw refusedAt('/expiresAt', 'must lie in the future', 'field.past');
  return moment;
}
