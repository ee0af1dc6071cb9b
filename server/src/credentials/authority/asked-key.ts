import { refusedAt } from '../../http/domain-error.js';
import { subjectKeyIn } from './subject-key.js';

/** The key that a request brings. @throws BadRequest */
export function askedKey(text: string): { publicLine: string; fingerprint: string } {
  const key = subjectKeyIn(text);
  if ('fault' in key) throw refusedAt('/publicKey', key.fault);
  return { publicLine: key.line, fingerprint: key.fingerprint };
}
