import { BadRequest } from '../../http/domain-error.js';

type SearchCode = `search.${'syntax' | 'unknown-field' | 'bad-value' | 'too-long'}`;

/** The refusal of a query, which names the first character that is wrong. */
export function refusal(code: SearchCode, message: string, position: number): BadRequest {
  return new BadRequest(code, message, [{ pointer: '/q', code, message, position }]);
}

export function badValue(message: string, { position }: { position: number }): BadRequest {
  return refusal('search.bad-value', `${message} (character ${position}).`, position);
}
