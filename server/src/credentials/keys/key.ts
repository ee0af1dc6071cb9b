import { createHash, createPrivateKey, type KeyObject } from 'node:crypto';

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
