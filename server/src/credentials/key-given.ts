import { requireFitting } from './credential-fields.js';
import type { CreateCredential } from './credentials.dto.js';
import { generated } from './keys/generated.js';
import { imported } from './keys/imported.js';
import type { KeyPair } from './keys/key.js';

/** What a request says of a key: how to make it, or the key itself. */
export const keyFields = ['kind', 'algorithm', 'bits', 'privateKey', 'passphrase', 'publicKey', 'acceptWeak'] as const;
export type KeyFields = Pick<CreateCredential, (typeof keyFields)[number]>;

/** Whoever holds it zeroes its secret. @throws BadRequest */
export async function keyGiven(fields: KeyFields): Promise<KeyPair & { comment?: string }> {
  requireFitting(fields);
  const { kind, algorithm = 'ed25519', bits, privateKey = '', passphrase, publicKey, acceptWeak = false } = fields;
  if (kind === 'generate') return generated(algorithm, bits);
  return imported({
    ...{ privateKey, acceptWeak },
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(publicKey === undefined ? {} : { publicKey }),
  });
}
