import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { blobOf } from './blob.js';

export const keyAlgorithms = ['ed25519', 'ecdsa', 'rsa'] as const;
export type KeyAlgorithm = (typeof keyAlgorithms)[number];

/** What everybody may know of a key. */
export interface PublicKey {
  algorithm: KeyAlgorithm;
  bits: number;
  /** As in authorized_keys, without options and comment: `ssh-ed25519 AAAA…`. */
  line: string;
  /** `SHA256:…`, as OpenSSH prints it. */
  fingerprint: string;
}

export interface KeyPair {
  public: PublicKey;
  /** PKCS #8 in DER (RFC 5958). Whoever holds it zeroes it. */
  secret: Buffer;
}

/** The key as the crypto library holds it, outside of JavaScript's memory. */
export function privateKeyIn(secret: Buffer): KeyObject {
  return createPrivateKey({ key: secret, format: 'der', type: 'pkcs8' });
}

/** Of the key in the wire's form (RFC 4253, section 6.6). */
export function fingerprintOf(blob: Buffer): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

/** The public side of a private key. */
export function publicKeyOf(key: KeyObject): PublicKey {
  const { type, blob } = blobOf(createPublicKey(key));
  return { ...sizeOf(key, type), line: `${type} ${blob.toString('base64')}`, fingerprint: fingerprintOf(blob) };
}

function sizeOf({ asymmetricKeyDetails }: KeyObject, type: string): Pick<PublicKey, 'algorithm' | 'bits'> {
  if (type === 'ssh-ed25519') return { algorithm: 'ed25519', bits: 256 };
  if (type === 'ssh-rsa') return { algorithm: 'rsa', bits: asymmetricKeyDetails?.modulusLength ?? 0 };
  return { algorithm: 'ecdsa', bits: Number(type.slice('ecdsa-sha2-nistp'.length)) };
}
