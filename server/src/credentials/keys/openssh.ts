import { createDecipheriv, type CipherGCMTypes } from 'node:crypto';
import { bcryptDerived } from './bcrypt.js';
import { keyOf, printable, requireTaken, type PrivateFields } from './private-fields.js';
import type { FileKey } from './file-key.js';
import { WireReader } from './reading.js';
import { keyFault, refusedKey, Unreadable } from './refusals.js';
import { withScratch, type Scratch } from './scratch.js';

const magic = Buffer.from('openssh-key-v1\0');

interface Cipher {
  name: string;
  keyBytes: number;
  ivBytes: number;
  tagBytes: number;
}

/** Those of `ssh-keygen -Z` that the crypto library has. */
const ciphers: Record<string, Cipher> = {
  ...Object.fromEntries(
    [128, 192, 256].flatMap((bits) =>
      ['ctr', 'cbc'].map((mode) => [
        `aes${bits}-${mode}`,
        { name: `aes-${bits}-${mode}`, keyBytes: bits / 8, ivBytes: 16, tagBytes: 0 },
      ]),
    ),
  ),
  'aes128-gcm@openssh.com': { name: 'aes-128-gcm', keyBytes: 16, ivBytes: 12, tagBytes: 16 },
  'aes256-gcm@openssh.com': { name: 'aes-256-gcm', keyBytes: 32, ivBytes: 12, tagBytes: 16 },
};

/** `ssh-keygen -a` beyond this would keep a thread busy for long. */
const mostRounds = 1_000;

interface Envelope {
  cipherName: string;
  kdfName: string;
  kdf: WireReader;
  /** What the file says is the public part; whoever wrote it need not be right. */
  publicBlob: Buffer;
  sealed: Buffer;
  tag: Buffer;
}

/**
 * OpenSSH's own format (PROTOCOL.key): `content` is what stands between the lines of dashes.
 * @throws BadRequest with the reason @throws Unreadable
 */
export function opensshKey(content: Buffer, passphrase: Buffer | undefined): Promise<FileKey> {
  return withScratch(async (scratch) => {
    const envelope = envelopeIn(content);
    requireTaken(new WireReader(envelope.publicBlob).text());
    const opened = await openedOf(envelope, passphrase, scratch);
    const reader = new WireReader(opened);
    if (reader.number() !== reader.number()) {
      if (envelope.cipherName === 'none') throw new Unreadable('it is damaged');
      throw wrongPassphrase();
    }
    const fields = fieldsIn(reader, scratch);
    // A copy of the public part: the caller wipes what it is a view of.
    return { key: keyOf(fields, scratch), publicBlob: Buffer.from(envelope.publicBlob), comment: reader.text() };
  });
}

function envelopeIn(content: Buffer): Envelope {
  const reader = new WireReader(content);
  if (!reader.taken(magic.length).equals(magic)) throw new Unreadable('it is not what its first line says');
  const cipherName = reader.text();
  const kdfName = reader.text();
  const kdf = new WireReader(reader.field());
  const count = reader.number();
  if (count > 1) throw refusedKey(keyFault.several, `holds ${count} keys; give one`);
  if (count === 0) throw new Unreadable('it holds no key');
  const publicBlob = reader.field();
  const sealed = reader.field();
  return { cipherName, kdfName, kdf, publicBlob, sealed, tag: reader.rest };
}

async function openedOf(envelope: Envelope, passphrase: Buffer | undefined, scratch: Scratch): Promise<Buffer> {
  const { cipherName, kdfName, kdf, sealed, tag } = envelope;
  if (cipherName === 'none') return sealed;
  const cipher = Object.hasOwn(ciphers, cipherName) ? ciphers[cipherName] : undefined;
  if (!cipher || kdfName !== 'bcrypt') {
    const says = `is encrypted with ${printable(cipherName)}, which is not supported; \`ssh-keygen -p -Z aes256-ctr -f <file>\` changes that`;
    throw refusedKey(keyFault.cipher, says);
  }
  if (!passphrase) throw passphraseMissing();
  const salt = kdf.field();
  const rounds = kdf.number();
  if (rounds > mostRounds)
    throw refusedKey(keyFault.costly, `asks for ${rounds} rounds of bcrypt; ${mostRounds} is the most`);
  if (rounds === 0 || salt.length === 0) throw new Unreadable('it is damaged');
  const derived = scratch.keep(await bcryptDerived(passphrase, { salt, rounds }, cipher.keyBytes + cipher.ivBytes));
  return scratch.keep(decrypted(cipher, derived, sealed, tag));
}

function decrypted(
  { name, keyBytes, ivBytes, tagBytes }: Cipher,
  derived: Buffer,
  sealed: Buffer,
  tag: Buffer,
): Buffer {
  const [key, iv] = [derived.subarray(0, keyBytes), derived.subarray(keyBytes, keyBytes + ivBytes)];
  try {
    if (tagBytes === 0) {
      const decipher = createDecipheriv(name, key, iv).setAutoPadding(false);
      return Buffer.concat([decipher.update(sealed), decipher.final()]);
    }
    const decipher = createDecipheriv(name as CipherGCMTypes, key, iv, { authTagLength: tagBytes });
    decipher.setAuthTag(tag.subarray(0, tagBytes));
    return Buffer.concat([decipher.update(sealed), decipher.final()]);
  } catch {
    throw wrongPassphrase();
  }
}

function fieldsIn(reader: WireReader, scratch: Scratch): PrivateFields {
  const type = reader.text();
  requireTaken(type);
  switch (type) {
    case 'ssh-ed25519': {
      const publicPart = reader.field();
      const both = reader.field();
      if (both.length !== 64) throw new Unreadable('it is damaged');
      if (!both.subarray(32).equals(publicPart)) throw mismatched();
      return { type: 'ed25519', seed: both.subarray(0, 32) };
    }
    case 'ssh-rsa': {
      const [n, e, d, qInverse, p, q] = Array.from({ length: 6 }, () => reader.field()) as [
        Buffer,
        Buffer,
        Buffer,
        Buffer,
        Buffer,
        Buffer,
      ];
      return { type: 'rsa', n, e, d, p, q, qInverse };
    }
    default: {
      const curve = reader.text();
      reader.field();
      return { type: 'ecdsa', curve, scalar: scratch.keep(Buffer.from(reader.field())) };
    }
  }
}

export function mismatched() {
  const says = 'holds a public part that does not belong to its private part';
  return refusedKey(keyFault.mismatched, says);
}

export function passphraseMissing() {
  return refusedKey(keyFault.passphraseMissing, 'is needed: the key is encrypted', '/passphrase');
}

export function wrongPassphrase() {
  return refusedKey(keyFault.passphraseWrong, 'does not open the key', '/passphrase');
}
