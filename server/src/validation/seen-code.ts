import { Forbidden, Unavailable } from '../http/domain-error.js';
import type { Seen } from '../probing/seen.js';

/**
 * What is told of a look that came to nothing: whatever the peer did is an answer.
 * @throws Forbidden for a refused address, Unavailable when it is our own trouble
 */
export function failureOf(
  { code, message, outcome }: Seen,
  pointer: string,
): { ok: false; code: string; message: string } {
  if (code === 'denied') throw denied(message, pointer);
  if (code === 'local') throw new Unavailable('validation.unavailable', `This machine cannot look now: ${message}.`);
  return { ok: false, code: outcome === 'unseen' && code.startsWith('dns') ? 'dns' : code, message };
}

export function denied(message: string, pointer: string): Forbidden {
  return new Forbidden('policy.denied', `The probe policy refuses this: ${message}.`, [
    { pointer, code: 'policy.denied', message },
  ]);
}
