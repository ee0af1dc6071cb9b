import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { blobOf } from './blob.js';
import { fingerprintOf, type KeyAlgorithm, type KeyPair } from './key.js';

const generate = promisify(generateKeyPair);
const privateFormat = { format: 'der', type: 'pkcs8' } as const;

/** A new pair. `bits`: of RSA the length of the modulus, of ECDSA the size of the curve (256, 384, 521). */
export async function generated(algorithm: KeyAlgorithm, bits = defaultBits[algorithm]): Promise<KeyPair> {
  const { publicKey, privateKey } = await pairOf(algorithm, bits);
  const { type, blob } = blobOf(publicKey);
  return {
    public: { algorithm, bits, line: `${type} ${blob.toString('base64')}`, fingerprint: fingerprintOf(blob) },
    secret: privateKey.export(privateFormat),
  };
}

const defaultBits: Record<KeyAlgorithm, number> = { ed25519: 256, ecdsa: 256, rsa: 4096 };

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
