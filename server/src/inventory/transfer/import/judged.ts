import { validated } from '../../../http/body.pipe.js';
import { BadRequest, DomainError, type Fault } from '../../../http/domain-error.js';
import { requireSound } from '../../../http/sound-json.js';
import { ImportServer } from '../../servers.dto.js';
import { ignored } from '../fields.js';
import type { Row } from '../row.js';
import type { SeenKeys } from './seen-keys.js';

/** By what a row knows the server that it is about. */
export const keys = ['hostname', 'externalId'] as const;
export type Key = (typeof keys)[number];

/** A row that by itself is fine. */
export interface Wanted {
  row: Row;
  fields: ImportServer;
}

/** A row that is not, and why. */
export interface Refused {
  row: Row;
  hostname: string | null;
  faults: Fault[];
}

/**
 * Whether a row can become a server, as far as the file alone can tell: by the rules of a request that registers one, and by the
 * rows before it.
 */
export async function judged(row: Row, { key, seen }: { key?: Key; seen: SeenKeys }): Promise<Wanted | Refused> {
  if (row.faults.length > 0) return refused(row, row.faults);
  try {
    const fields = await registration(row.fields);
    const faults = duplicatesIn(fields, row.line, seen);
    if (key === 'externalId' && !fields.externalId)
      faults.push(fault('/externalId', 'row.key-missing', 'is the key, and is not there'));
    return faults.length > 0 ? refused(row, faults) : { row, fields };
  } catch (error) {
    return refused(row, faultsOf(error));
  }
}

/** What a refusal is about. Anything but a `DomainError` is a bug and goes on. */
export function faultsOf(error: unknown, pointer = ''): Fault[] {
  if (!(error instanceof DomainError)) throw error;
  return error.errors.length > 0 ? error.errors : [fault(pointer, error.code, error.message)];
}

async function registration(fields: unknown): Promise<ImportServer> {
  requireSound(fields);
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
    const message = 'must be an object';
    throw new BadRequest('request.invalid', message, [fault('', 'row.no-object', message)]);
  }
  const { [ignored]: _, ...declared } = fields as Record<string, unknown>;
  return validated(ImportServer, declared, '');
}

/** A name and an external id belong to one living server, so the second row with one of them cannot be right. */
function duplicatesIn({ hostname, externalId }: ImportServer, line: number, seen: SeenKeys): Fault[] {
  const named = Object.entries({ hostname, externalId }).filter(([, value]) => value);
  return named.flatMap(([field, value]) => {
    const first = seen.seen(`${field}:${value}`, line);
    return first === undefined ? [] : [fault(`/${field}`, 'row.duplicate', `is the same as in line ${first}`)];
  });
}

function refused(row: Row, faults: Fault[]): Refused {
  const { hostname } = (row.fields ?? {}) as { hostname?: unknown };
  return { row, faults, hostname: typeof hostname === 'string' ? hostname : null };
}

function fault(pointer: string, code: string, message: string): Fault {
  return { pointer, code, message };
}
