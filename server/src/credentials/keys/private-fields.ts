import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { blobOf } from './blob.js';
import { ecdsaDer, ed25519Der, isCurve, rsaDer, type RsaNumbers } from './der.js';
import { keyFault, refusedKey, Unreadable } from './refusals.js';
import type { Scratch } from './scratch.js';

/** What the files of SSH's programs hold of a key that is secret, by its type. */
export type PrivateFields =
  { type: 'ed25519'; seed: Buffer } | { type: 'ecdsa'; curve: string; scalar: Buffer } | ({ type: 'rsa' } & RsaNumbers);

/** @throws Unreadable when no key can be made of them */
export function keyOf(fields: PrivateFields, scratch: Scratch): KeyObject {
  try {
    switch (fields.type) {
      case 'ed25519':
        return createPrivateKey({ key: ed25519Der(fields.seed, scratch), format: 'der', type: 'pkcs8' });
      case 'ecdsa':
        if (!isCurve(fields.curve)) throw unsupportedCurve(fields.curve);
        return createPrivateKey({ key: ecdsaDer(fields.curve, fields.scalar, scratch), format: 'der', type: 'sec1' });
      case 'rsa':
        return createPrivateKey({ key: rsaDer(fields, scratch), format: 'der', type: 'pkcs1' });
    }
  } catch (error) {
    if (isOfCryptoLibrary(error)) throw new Unreadable('its numbers make no key');
    throw error;
  }
}

/** Node marks what OpenSSL refuses; what it says may quote bytes and is not passed on. */
export function isOfCryptoLibrary(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^ERR_(OSSL|CRYPTO|INVALID_ARG)/.test(code);
}

export function unsupportedCurve(curve: string) {
  const says = `lies on the curve ${printable(curve)}; ECDSA keys are taken on P-256, P-384 and P-521`;
  return refusedKey(keyFault.curve, says);
}

/** A name that a file gave, fit for a message. */
export function printable(name: string): string {
  return /^[\w.@+-]{1,64}$/.test(name) ? name : 'of an unknown name';
}

/** @throws BadRequest for types of keys that are not taken, with the reason */
export function requireTaken(type: string): void {
  if (type.startsWith('sk-')) {
    const says = 'belongs to a security key (FIDO): it is of no use without the device, which nobody could touch here';
    throw refusedKey(keyFault.device, says);
  }
  if (type.includes('-cert-')) throw refusedKey(keyFault.certificate, 'is a certificate, not a private key');
  if (type === 'ssh-dss') throw unsupported('is a DSA key, which OpenSSH refuses since version 7');
  const isKnown = ['ssh-ed25519', 'ssh-rsa'].includes(type) || type.startsWith('ecdsa-sha2-');
  if (!isKnown) throw unsupported(`is a key of type ${printable(type)}; Ed25519, ECDSA and RSA are taken`);
  if (type.startsWith('ecdsa-sha2-') && !isCurve(type.slice('ecdsa-sha2-'.length)))
    throw unsupportedCurve(type.slice('ecdsa-sha2-'.length));
}

export function unsupported(says: string) {
  return refusedKey(keyFault.algorithm, says);
}

export function publicBlobOf(key: KeyObject): Buffer {
  return blobOf(createPublicKey(key)).blob;
}
