import { sign, type KeyObject } from 'node:crypto';
import ssh2, { type ParsedKey } from 'ssh2';
import { certified } from './certificate-login.js';

/** What a login proves itself with. */
export interface LoginKey {
  /** Says which of several it was: `version 3`. */
  name: string;
  /** `ssh-ed25519 AAAA…` */
  publicLine: string;
  /** Shown in place of the key, as in a file `…-cert.pub`. */
  certificate?: string;
  privateKey: KeyObject;
}

/**
 * The key as the SSH library wants it, which never sees more of it than signatures: what it parses of a private key stays in
 * JavaScript's memory as text.
 */
export function signerOf({ publicLine, certificate, privateKey }: LoginKey): ParsedKey {
  const known = parsed(publicLine);
  if (certificate !== undefined) return certified(known, certificate, privateKey);
  const own = {
    isPrivateKey: () => true,
    sign: (data: Buffer | string, algorithm?: string) =>
      sign(algorithm ?? hashOf[known.type], Buffer.from(data), privateKey),
  };
  return Object.assign(Object.create(known) as ParsedKey, own);
}

function parsed(publicLine: string): ParsedKey {
  const known = ssh2.utils.parseKey(publicLine);
  if (known instanceof Error) throw new Error(`no public key: ${known.message}`);
  return known;
}

/** Ed25519 has its own (RFC 8709); that of ECDSA follows the curve (RFC 5656, section 6.2.1). */
const hashOf: Record<string, string | null> = {
  'ssh-ed25519': null,
  'ssh-rsa': 'sha512',
  'ecdsa-sha2-nistp256': 'sha256',
  'ecdsa-sha2-nistp384': 'sha384',
  'ecdsa-sha2-nistp521': 'sha512',
};
