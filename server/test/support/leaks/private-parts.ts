import type { KeyObject } from 'node:crypto';

const names = ['d', 'p', 'q', 'dp', 'dq', 'qi'] as const;

/** The numbers that make a key private: whatever format it is written in, these are in it, and nothing of them is public. */
export function privatePartsOf(key: KeyObject): Buffer[] {
  const jwk = key.export({ format: 'jwk' });
  return names.flatMap((name) => {
    const part = jwk[name];
    return typeof part === 'string' ? [Buffer.from(part, 'base64url')] : [];
  });
}

/** Lines of an encrypted key file that stand for its private part; the first ones hold the public one, and how it is encrypted. */
export function sealedLinesOf(file: string): string[] {
  return file
    .split('\n')
    .filter((line) => /^[\w+/=]{60,}$/.test(line))
    .slice(-2);
}
