import type { JsonWebKey, KeyObject } from 'node:crypto';

/** A text or number of the wire: its length in four bytes, then its bytes (RFC 4251, section 5). */
export function field(content: Buffer | string): Buffer {
  const bytes = Buffer.from(content);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** A number that is not negative: no needless zeroes in front, one where the first bit is set. */
export function mpint(magnitude: Buffer): Buffer {
  let from = 0;
  while (from < magnitude.length && magnitude[from] === 0) from++;
  const digits = magnitude.subarray(from);
  return field((digits[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), digits]) : digits);
}

/** A public key in the wire's form: RFC 4253 (6.6) for RSA, RFC 5656 (3.1) for ECDSA, RFC 8709 (4) for Ed25519. */
export function blobOf(key: KeyObject): { type: string; blob: Buffer } {
  const jwk = key.export({ format: 'jwk' });
  switch (jwk.kty) {
    case 'OKP':
      return typed('ssh-ed25519', field(bytesOf(jwk, 'x')));
    case 'EC': {
      const curve = `nistp${(jwk.crv ?? '').slice(2)}`;
      const point = Buffer.concat([Buffer.from([4]), bytesOf(jwk, 'x'), bytesOf(jwk, 'y')]);
      return typed(`ecdsa-sha2-${curve}`, field(curve), field(point));
    }
    case 'RSA':
      return typed('ssh-rsa', mpint(bytesOf(jwk, 'e')), mpint(bytesOf(jwk, 'n')));
    default:
      throw new Error(`no form on the wire for a ${String(jwk.kty)} key`);
  }
}

function typed(type: string, ...fields: Buffer[]): { type: string; blob: Buffer } {
  return { type, blob: Buffer.concat([field(type), ...fields]) };
}

function bytesOf(jwk: JsonWebKey, part: 'x' | 'y' | 'n' | 'e'): Buffer {
  return Buffer.from(jwk[part] ?? '', 'base64url');
}
