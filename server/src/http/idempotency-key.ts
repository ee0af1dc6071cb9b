import { createHmac } from 'node:crypto';
import type { Request } from 'express';
import { BadRequest } from './domain-error.js';
import type { RoleName } from './role.js';

export const keyHeader = 'Idempotency-Key';

/** @throws BadRequest unless it is 1 to 255 visible ASCII characters */
export function keyIn(header: string): string {
  if (/^[\x21-\x7e]{1,255}$/.test(header)) return header;
  const message = 'must be 1 to 255 visible ASCII characters';
  throw new BadRequest('idempotency.bad-key', `\`${keyHeader}\` ${message}.`, [
    { pointer: `/${keyHeader}`, code: 'idempotency.bad-key', message },
  ]);
}

/**
 * What makes two requests the same: method, path with its query, body, and the caller's role, since an answer may hold what
 * a lesser role must not see. Keyed, because a body may hold a password that a bare hash would let others guess.
 * A body that is streamed past us (an import) is not read twice: of it only type and length count.
 */
export function fingerprintOf(
  { method, originalUrl, body, headers }: Pick<Request, 'method' | 'originalUrl' | 'headers'> & { body?: unknown },
  role: RoleName,
  secret: Uint8Array,
): Buffer {
  const content = body === undefined ? [headers['content-type'], headers['content-length']] : body;
  return createHmac('sha256', secret)
    .update(JSON.stringify([role, method, originalUrl, content]))
    .digest();
}
