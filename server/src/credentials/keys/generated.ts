import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { refusedAt } from '../../http/domain-error.js';
import { publicKeyOf, type KeyAlgorithm, type KeyPair } from './key.js';

const generate = promisify(generateKeyPair);
const privateFormat = { format: 'der', type: 'pkcs8' } as const;

/** Of RSA the lengths of the modulus, of ECDSA the sizes of the curves; the first is the default. */
const sizes: Record<KeyAlgorithm, number[]> = { ed25519: [], ecdsa: [256, 384, 521], rsa: [4096, 3072] };

/** A new pair. @throws BadRequest at `/bits` for a size that keys of this kind are not made in */
export async function generated(algorithm: KeyAlgorithm, bits?: number): Promise<KeyPair> {
  if (bits !== undefined && !sizes[algorithm].includes(bits))
    throw refusedAt('/bits', refusal(algorithm), 'key.size-unsupported');
  const { privateKey } = await pairOf(algorithm, bits ?? sizes[algorithm][0] ?? 0);
  return { public: publicKeyOf(privateKey), secret: privateKey.export(privateFormat) };
}

function refusal(algorithm: KeyAlgorithm): string {
  const possible = [...sizes[algorithm]].sort((one, other) => one - other);
  return algorithm === 'ed25519'
    ? 'is not for Ed25519 keys, which have one size'
    : `must be one of ${possible.join(', ')} for ${algorithm === 'rsa' ? 'RSA' : 'ECDSA'}`;
}

function pairOf(algorithm: KeyAlgorithm, bits: number) {
  switch (algorithm) {
    case 'ed25519':
      return generate('ed25519');
    case 'ecdsa':
      return generate('ec', { namedCurve: `P-${bits}` });
    case 'rsa':
      return generate('rsa', { modulusLength: bits });
  }
}
