import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;

/** By how much a seal is longer than what is in it. */
export const sealBytes = ivBytes + tagBytes;

/** The content behind a key of 32 bytes, bound to its place: copied to another one it does not open. */
export function sealed(content: Buffer, key: Uint8Array, place: string): Buffer {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithm, key, iv).setAAD(Buffer.from(place));
  const body = Buffer.concat([cipher.update(content), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
}

/** Undefined when it was sealed with another key, for another place, or altered. */
export function opened(seal: Buffer, key: Uint8Array, place: string): Buffer | undefined {
  if (seal.length < ivBytes + tagBytes) return undefined;
  const decipher = createDecipheriv(algorithm, key, seal.subarray(0, ivBytes), { authTagLength: tagBytes })
    .setAAD(Buffer.from(place))
    .setAuthTag(seal.subarray(ivBytes, ivBytes + tagBytes));
  const content = decipher.update(seal.subarray(ivBytes + tagBytes));
  try {
    decipher.final(); // says whether it may be believed, and has nothing to add
    return content;
  } catch {
    content.fill(0);
    return undefined;
  }
}
