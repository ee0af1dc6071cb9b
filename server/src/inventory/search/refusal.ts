import { BadRequest } from '../../http/domain-error.js';

type SearchCode = `search.${'syntax' | 'unknown-field' | 'bad-value' | 'too-long'}`;

/** The refusal of a query, which names the first character that is wrong, and what may have been meant there. */
export function refusal(code: SearchCode, message: string, position: number, suggestion?: string): BadRequest {
  const fault = { pointer: '/q', code, message, position, ...(suggestion !== undefined && { suggestion }) };
  return new BadRequest(code, message, [fault]);
}

export function badValue(message: string, { position }: { position: number }, suggestion?: string): BadRequest {
  return refusal('search.bad-value', `${message} (character ${position}).`, position, suggestion);
}
