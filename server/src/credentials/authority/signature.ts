import { sign, type KeyObject } from 'node:crypto';
import { blobOf, field, mpint } from '../keys/blob.js';

/** Of ECDSA it follows the curve (RFC 5656, section 6.2.1). Ed25519 has its own (RFC 8709); SHA-1 for RSA is not trusted any more. */
const hashes: Record<string, string | null> = {
  'ssh-ed25519': null,
  'ssh-rsa': 'sha512',
  'ecdsa-sha2-nistp256': 'sha256',
  'ecdsa-sha2-nistp384': 'sha384',
  'ecdsa-sha2-nistp521': 'sha512',
};

/** A signature as it goes over the wire: the name of the algorithm, then what it made (RFC 4253, section 6.6; RSA: RFC 8332). */
export function signatureBy(privateKey: KeyObject, data: Buffer): Buffer {
  const { type } = blobOf(privateKey);
  const hash = hashes[type] ?? null;
  switch (type) {
    case 'ssh-ed25519':
      return Buffer.concat([field(type), field(sign(null, data, privateKey))]);
    case 'ssh-rsa':
      return Buffer.concat([field('rsa-sha2-512'), field(sign(hash, data, privateKey))]);
    default: {
      const both = sign(hash, data, { key: privateKey, dsaEncoding: 'ieee-p1363' });
      const half = both.length / 2;
      const numbers = Buffer.concat([mpint(both.subarray(0, half)), mpint(both.subarray(half))]);
      return Buffer.concat([field(type), field(numbers)]);
    }
  }
}
