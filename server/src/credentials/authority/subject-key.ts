import { createPublicKey, type KeyObject } from 'node:crypto';
import { fingerprintOf } from '../keys/key.js';
import { unpacked } from './wire.js';

/** A public key that somebody brought. */
export interface SubjectKey {
  type: string;
  /** In the wire's form. */
  blob: Buffer;
  /** As in authorized_keys, without options and comment. */
  line: string;
  fingerprint: string;
}

const leastRsaBits = 2_048;

/** Keys in a security token sign with Ed25519 or ECDSA too; what they add names their application. */
const readers: Record<string, (fields: Buffer[]) => KeyObject> = {
  'ssh-ed25519': ([key]) => edwards(key),
  'sk-ssh-ed25519@openssh.com': ([key]) => edwards(key),
  'ssh-rsa': ([e, n]) => createPublicKey({ format: 'jwk', key: { kty: 'RSA', e: digits(e), n: digits(n) } }),
  'ecdsa-sha2-nistp256': ([curve, point]) => elliptic(curve, point, 'nistp256'),
  'ecdsa-sha2-nistp384': ([curve, point]) => elliptic(curve, point, 'nistp384'),
  'ecdsa-sha2-nistp521': ([curve, point]) => elliptic(curve, point, 'nistp521'),
  'sk-ecdsa-sha2-nistp256@openssh.com': ([curve, point]) => elliptic(curve, point, 'nistp256'),
};
const fieldCounts: Record<string, number> = {
  'ssh-ed25519': 1,
  'sk-ssh-ed25519@openssh.com': 2,
  'sk-ecdsa-sha2-nistp256@openssh.com': 3,
};

/** The key of a line of authorized_keys or of a file `….pub`, or what is wrong with it, as what follows "the public key". */
export function subjectKeyIn(text: string): SubjectKey | { fault: string } {
  const [type = '', base64 = ''] = text.trim().split(/\s+/);
  const read = Object.hasOwn(readers, type) ? readers[type] : undefined;
  if (text.includes('PRIVATE KEY')) return { fault: 'is a private key, which must not leave its owner' };
  if (type.includes('-cert-v01@')) return { fault: 'is a certificate already' };
  if (!read) return { fault: `must be a line that begins with one of ${Object.keys(readers).join(', ')}` };
  const blob = Buffer.from(base64, 'base64');
  if (blob.length === 0 || blob.toString('base64') !== base64) return { fault: 'is not base64 behind its type' };
  try {
    const { fields, rest } = unpacked(blob, 1 + (fieldCounts[type] ?? 2));
    if (rest.length > 0 || fields[0]?.toString() !== type) return { fault: `is not the ${type} key that it says` };
    const key = read(fields.slice(1));
    const bits = key.asymmetricKeyDetails?.modulusLength;
    if (bits !== undefined && bits < leastRsaBits)
      return { fault: `is weak: RSA of ${bits} bits, of which ${leastRsaBits} are the least` };
  } catch {
    return { fault: `is not the ${type} key that it says` };
  }
  return { type, blob, line: `${type} ${base64}`, fingerprint: fingerprintOf(blob) };
}

function edwards(key: Buffer | undefined): KeyObject {
  return createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x: digits(key) } });
}

function elliptic(curve: Buffer | undefined, point: Buffer | undefined, expected: string): KeyObject {
  if (curve?.toString() !== expected || point?.[0] !== 4) throw new Error('another curve, or a compressed point');
  const half = (point.length - 1) / 2;
  const [x, y] = [digits(point.subarray(1, 1 + half)), digits(point.subarray(1 + half))];
  return createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: `P-${expected.slice(5)}`, x, y } });
}

function digits(bytes: Buffer | undefined): string {
  return (bytes ?? Buffer.alloc(0)).toString('base64url');
}
