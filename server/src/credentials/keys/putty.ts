import { createDecipheriv, createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { hashRaw } from '@node-rs/argon2';
import type { FileKey } from './file-key.js';
import { passphraseMissing, wrongPassphrase } from './openssh.js';
import { keyOf, printable, requireTaken, type PrivateFields } from './private-fields.js';
import { WireReader } from './reading.js';
import { keyFault, refusedKey, Unreadable } from './refusals.js';
import { withScratch, type Scratch } from './scratch.js';

const firstLine = /^PuTTY-User-Key-File-(\d+): (\S+)$/;
const keyBytes = 32;
const ivBytes = 16;
const macKeyBytes = 32;
/** What Argon2 may cost: eight of puttygen's own choice, times sixteen of its passes. */
const mostMemoryKib = 262_144;
const mostKibOverPasses = 4_194_304;
/** At the numbers that the library has for them; its own names do not outlive the compiler. */
const argon2Kinds = ['Argon2d', 'Argon2i', 'Argon2id'];

interface PuttyFile {
  version: 2 | 3;
  type: string;
  encryption: string;
  comment: string;
  publicBlob: Buffer;
  sealed: Buffer;
  headers: ReadonlyMap<string, string>;
}

interface Derived {
  key: Buffer;
  iv: Buffer;
  macKey: Buffer;
}

/**
 * PuTTY's format, versions 2 and 3 (appendix C of its manual).
 * @throws BadRequest with the reason @throws Unreadable
 */
export function puttyKey(text: string, passphrase: Buffer | undefined): Promise<FileKey> {
  return withScratch(async (scratch) => {
    const file = fileIn(text, scratch);
    requireTaken(file.type);
    const isEncrypted = file.encryption !== 'none';
    if (isEncrypted && file.encryption !== 'aes256-cbc')
      throw refusedKey(keyFault.cipher, `is encrypted with ${printable(file.encryption)}, which is not supported`);
    if (isEncrypted && !passphrase) throw passphraseMissing();
    const derived = await derivedFor(file, isEncrypted ? passphrase : undefined, scratch);
    const opened = isEncrypted ? scratch.keep(decrypted(file.sealed, derived)) : file.sealed;
    requireGenuine(file, opened, derived, isEncrypted, scratch);
    const fields = fieldsIn(file, new WireReader(opened), scratch);
    return { key: keyOf(fields, scratch), publicBlob: file.publicBlob, comment: file.comment };
  });
}

function fileIn(text: string, scratch: Scratch): PuttyFile {
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.trimEnd());
  const [, version, type = ''] = firstLine.exec(lines[0] ?? '') ?? [];
  if (version !== '2' && version !== '3')
    throw new Unreadable('only versions 2 and 3 of the format of PuTTY are known; `puttygen` writes them');
  const headers = new Map<string, string>();
  const blobs = new Map<string, Buffer>();
  for (let at = 1; at < lines.length; at++) {
    const [, name = '', value = ''] = /^([\w-]+): ?(.*)$/.exec(lines[at] ?? '') ?? [];
    headers.set(name, value);
    if (!name.endsWith('-Lines')) continue;
    const count = Number(value);
    if (!/^\d{1,4}$/.test(value) || at + count >= lines.length)
      throw new Unreadable('it ends in the middle of the key');
    blobs.set(name, scratch.keep(Buffer.from(lines.slice(at + 1, at + 1 + count).join(''), 'base64')));
    at += count;
  }
  const publicBlob = blobs.get('Public-Lines');
  const sealed = blobs.get('Private-Lines');
  if (!publicBlob || !sealed) throw new Unreadable('it ends in the middle of the key');
  return {
    ...{ version: version === '2' ? 2 : 3, type, encryption: headers.get('Encryption') ?? 'none' },
    // The scratch is wiped, and the public part outlives it.
    ...{ comment: headers.get('Comment') ?? '', publicBlob: Buffer.from(publicBlob), sealed, headers },
  };
}

function derivedFor(file: PuttyFile, passphrase: Buffer | undefined, scratch: Scratch): Promise<Derived> | Derived {
  if (file.version === 2) return derivedBySha1(passphrase, scratch);
  return passphrase ? derivedByArgon2(file, passphrase, scratch) : nothingDerived;
}

const nothingDerived: Derived = { key: Buffer.alloc(0), iv: Buffer.alloc(0), macKey: Buffer.alloc(0) };

function derivedBySha1(passphrase: Buffer = Buffer.alloc(0), scratch: Scratch): Derived {
  const digest = (...parts: Buffer[]) =>
    scratch.keep(parts.reduce((hash, part) => hash.update(part), createHash('sha1')).digest());
  const halves = [0, 1].map((count) => digest(Buffer.from([0, 0, 0, count]), passphrase));
  return {
    key: scratch.keep(Buffer.concat(halves)).subarray(0, keyBytes),
    iv: Buffer.alloc(ivBytes),
    macKey: digest(Buffer.from('putty-private-key-file-mac-key'), passphrase),
  };
}

async function derivedByArgon2({ headers }: PuttyFile, passphrase: Buffer, scratch: Scratch): Promise<Derived> {
  const whole = (name: string) => {
    const value = headers.get(name) ?? '';
    if (!/^[1-9]\d{0,8}$/.test(value)) throw new Unreadable('it does not say how its key is derived');
    return Number(value);
  };
  const algorithm = argon2Kinds.indexOf(headers.get('Key-Derivation') ?? '');
  const salt = Buffer.from(headers.get('Argon2-Salt') ?? '', 'hex');
  const [memoryCost, timeCost, parallelism] = [
    whole('Argon2-Memory'),
    whole('Argon2-Passes'),
    whole('Argon2-Parallelism'),
  ];
  if (algorithm < 0 || salt.length < 8) throw new Unreadable('it does not say how its key is derived');
  if (memoryCost > mostMemoryKib || memoryCost * timeCost > mostKibOverPasses || parallelism > 16)
    throw refusedKey(
      keyFault.costly,
      `asks for ${memoryCost} KiB of memory, ${timeCost} times; that is more than is spent on one key`,
    );
  const outputLen = keyBytes + ivBytes + macKeyBytes;
  const options = {
    algorithm,
    salt,
    memoryCost,
    timeCost,
    parallelism,
    outputLen,
  };
  const derived = scratch.keep(await hashRaw(passphrase, options));
  return {
    key: derived.subarray(0, keyBytes),
    iv: derived.subarray(keyBytes, keyBytes + ivBytes),
    macKey: derived.subarray(keyBytes + ivBytes),
  };
}

function decrypted(sealed: Buffer, { key, iv }: Derived): Buffer {
  try {
    const decipher = createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
    return Buffer.concat([decipher.update(sealed), decipher.final()]);
  } catch {
    throw new Unreadable('it ends in the middle of the key');
  }
}

/** The MAC covers every part, so a public part that was exchanged shows here. With a wrong passphrase it is wrong as well. */
function requireGenuine(
  file: PuttyFile,
  opened: Buffer,
  { macKey }: Derived,
  isEncrypted: boolean,
  scratch: Scratch,
): void {
  const parts = [
    Buffer.from(file.type),
    Buffer.from(file.encryption),
    Buffer.from(file.comment),
    file.publicBlob,
    opened,
  ];
  const hmac = createHmac(file.version === 2 ? 'sha1' : 'sha256', macKey);
  for (const part of parts) {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(part.length);
    hmac.update(length).update(part);
  }
  const computed = scratch.keep(hmac.digest());
  const stated = Buffer.from(file.headers.get('Private-MAC') ?? '', 'hex');
  if (stated.length === computed.length && timingSafeEqual(stated, computed)) return;
  if (isEncrypted) throw wrongPassphrase();
  throw new Unreadable('it is damaged: its check value does not fit');
}

function fieldsIn({ type, publicBlob }: PuttyFile, reader: WireReader, scratch: Scratch): PrivateFields {
  if (type === 'ssh-ed25519') return { type: 'ed25519', seed: reader.field() };
  const stated = new WireReader(publicBlob);
  if (stated.text() !== type) throw new Unreadable('it is damaged');
  if (type === 'ssh-rsa') {
    const [e, n] = [stated.field(), stated.field()];
    const [d, p, q, qInverse] = [reader.field(), reader.field(), reader.field(), reader.field()];
    return { type: 'rsa', n, e, d, p, q, qInverse };
  }
  return { type: 'ecdsa', curve: stated.text(), scalar: scratch.keep(Buffer.from(reader.field())) };
}
