import { PreconditionFailed } from './domain-error.js';

export function etagOf(version: number): string {
  return `"${version}"`;
}

/**
 * Refuses a write that was made against another version than the current one (RFC 9110, section 13.1.1).
 * No header, or `*`, always passes: a PATCH still only writes the fields that it names.
 */
export function requireMatch(ifMatch: string | undefined, version: number): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return;
  const wanted = ifMatch.split(',').map((tag) => tag.trim());
  if (wanted.includes(etagOf(version))) return;
  throw new PreconditionFailed(
    'http.precondition-failed',
    `The current version is ${etagOf(version)}, not ${ifMatch}. Read it again before you change it.`,
  );
}
