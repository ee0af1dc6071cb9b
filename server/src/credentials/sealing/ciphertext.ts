import { createPrivateKey } from 'node:crypto';

/** What a seal looks like when it is none. */
export type Weakness = 'a key that is not sealed' | 'text' | 'too regular for a seal';

/** Far below what chance does to so few bytes, far above what keys and texts of that length have. */
const toleratedBits = 0.6;
const mostPrintable = 0.75;
const heads = ['-----BEGIN', 'openssh-key-v1', 'PuTTY-User-Key-File', 'ssh-'].map((head) => Buffer.from(head));

/** Undefined when nothing tells these bytes from chance. */
export function weaknessOf(bytes: Buffer): Weakness | undefined {
  if (heads.some((head) => bytes.includes(head)) || isKey(bytes)) return 'a key that is not sealed';
  if (bytes.filter(isPrintable).length > mostPrintable * bytes.length) return 'text';
  return entropyOf(bytes) < expectedEntropy(bytes.length) - toleratedBits ? 'too regular for a seal' : undefined;
}

/** Of the bytes' frequencies, in bits a byte. */
export function entropyOf(bytes: Buffer): number {
  const counts = new Map<number, number>();
  for (const byte of bytes) counts.set(byte, (counts.get(byte) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / bytes.length) * Math.log2(count / bytes.length);
  return bits;
}

/** What so many random bytes have of it: a byte comes as often as in a Poisson distribution. */
export function expectedEntropy(length: number): number {
  const mean = length / 256;
  let chance = Math.exp(-mean);
  let repeated = 0;
  for (let count = 1; count < mean + 20 * Math.sqrt(mean) + 20; count++) {
    chance *= mean / count;
    repeated += chance * count * Math.log2(count);
  }
  return Math.log2(length) - (256 / length) * repeated;
}

function isPrintable(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d;
}

function isKey(bytes: Buffer): boolean {
  return (['pkcs8', 'pkcs1', 'sec1'] as const).some((type) => {
    try {
      return createPrivateKey({ key: bytes, format: 'der', type }).type === 'private';
    } catch {
      return false;
    }
  });
}
