import { createHash, randomBytes } from 'node:crypto';

const prefix = 'flt_';

/** 256 random bits behind a prefix that secret scanners can look for. */
export function newApiToken(): string {
  return prefix + randomBytes(32).toString('base64url');
}

export function isApiToken(text: string): boolean {
  return text.startsWith(prefix);
}

export function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
