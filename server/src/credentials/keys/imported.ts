import type { KeyObject } from 'node:crypto';
import { BadRequest } from '../../http/domain-error.js';
import type { FileKey } from './file-key.js';
import type { KeyPair } from './key.js';
import { publicKeyOf } from './key.js';
import { mismatched, opensshKey } from './openssh.js';
import { pemKey, pemLabels } from './pem.js';
import { publicBlobOf } from './private-fields.js';
import { puttyKey } from './putty.js';
import { keyFault, refusedKey, Unreadable } from './refusals.js';
import { requireSound } from './soundness.js';
import { withScratch } from './scratch.js';

export interface ImportRequest {
  /** What a file of OpenSSH, OpenSSL or PuTTY holds. */
  privateKey: string;
  /** Of a key that is not encrypted it is not looked at. */
  passphrase?: string;
  /** Must be of this key, if it is given: a line as in authorized_keys. */
  publicKey?: string;
  /** Takes RSA keys of 2048 bits up to the ones that are strong. */
  acceptWeak?: boolean;
}

/** A key that was made elsewhere, and the comment that stands in its file. @throws BadRequest with the reason, at its place */
export function imported(request: ImportRequest): Promise<KeyPair & { comment: string }> {
  return withScratch(async (scratch) => {
    const { key, publicBlob, comment } = await readFrom(
      request.privateKey,
      request.passphrase ? scratch.keep(Buffer.from(request.passphrase)) : undefined,
    );
    requireSound(key, request.acceptWeak ?? false);
    const own = publicBlobOf(key);
    if (publicBlob && !publicBlob.equals(own)) throw mismatched();
    if (request.publicKey !== undefined) requireSame(request.publicKey, own);
    return { public: publicKeyOf(key), secret: secretOf(key), comment: oneLine(comment) };
  });
}

function secretOf(key: KeyObject): Buffer {
  return key.export({ format: 'der', type: 'pkcs8' });
}

async function readFrom(text: string, passphrase: Buffer | undefined): Promise<FileKey> {
  try {
    return await fileKey(text.replaceAll(/^[\ufeff \t]+/gm, ''), passphrase);
  } catch (error) {
    if (error instanceof Unreadable) throw refusedKey(keyFault.unreadable, `cannot be read: ${error.message}`);
    throw error;
  }
}

const block = /^-----BEGIN ([A-Z0-9 ]+)-----\s*?$([\s\S]*?)^-----END \1-----/gm;
const opensshLabel = 'OPENSSH PRIVATE KEY';
const privateLabels = [...pemLabels, opensshLabel];

async function fileKey(text: string, passphrase: Buffer | undefined): Promise<FileKey> {
  const blocks = [...text.matchAll(block)]
    .map(([whole, label = '', body = '']) => ({ whole, label, body }))
    .filter(({ label }) => privateLabels.includes(label));
  const putty = text.match(/^PuTTY-User-Key-File-/gm)?.length ?? 0;
  if (blocks.length + putty > 1) throw refusedKey(keyFault.several, `holds ${blocks.length + putty} keys; give one`);
  if (putty === 1) return puttyKey(text.trim(), passphrase);
  const [only] = blocks;
  if (!only) throw noKeyIn(text);
  const content = Buffer.from(only.body.replace(/^[\s\S]*?\n\s*\n(?=\S)/, ''), 'base64');
  try {
    if (only.label === opensshLabel) return await opensshKey(content, passphrase);
    return pemKey({ label: only.label, text: `${only.whole}\n`, content }, passphrase);
  } finally {
    content.fill(0);
  }
}

/** What was given in the place of a private key. */
function noKeyIn(text: string): BadRequest {
  if (/^-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/m.test(text)) {
    const isKnown = privateLabels.some((label) => text.includes(`-----BEGIN ${label}-----`));
    if (!isKnown)
      return refusedKey(keyFault.unreadable, 'is of a format that is not known; OpenSSH, PEM and PuTTY are');
    return refusedKey(keyFault.unreadable, 'cannot be read: its last line is missing');
  }
  if (/-cert-v\d+@openssh\.com AAAA|^-----BEGIN [A-Z0-9 ]*CERTIFICATE/m.test(text))
    return refusedKey(keyFault.certificate, 'is a certificate, not a private key');
  if (/(^|\s)(ssh|ecdsa|sk)-\S+ AAAA|^----[- ]BEGIN [A-Z0-9 ]*PUBLIC KEY/m.test(text))
    return refusedKey(keyFault.public, 'is a public key; the private one is needed');
  return refusedKey(keyFault.none, 'holds no private key; OpenSSH, PEM and PuTTY formats are read');
}

function requireSame(line: string, own: Buffer): void {
  const stated = /(?:^|\s)(?:ssh|ecdsa)-\S+\s+(AAAA[\w+/]+=*)(?:\s|$)/.exec(line)?.[1];
  if (!stated) throw refusedKey(keyFault.unreadable, 'is not a public key as in authorized_keys', '/publicKey');
  if (!Buffer.from(stated, 'base64').equals(own))
    throw refusedKey(keyFault.mismatched, 'is not the public part of this private key', '/publicKey');
}

/** A comment becomes part of a line in authorized_keys: what could end that line must not. */
function oneLine(comment: string): string {
  return comment
    .replaceAll(/[\p{Cc}\u2028\u2029\ufffd]+/gu, ' ')
    .trim()
    .slice(0, 255);
}
