import type { Claim } from '../http/idempotency-claim.js';

/** Who does something, and from where. */
export interface Actor {
  type: 'user' | 'token' | 'system';
  id: string | null;
  name: string;
  ip: string | null;
  requestId: string | null;
  /** The key that the request was sent under; its first write claims it. */
  claim?: Claim;
}

/** What the program does by itself. */
export function systemActor(name: string): Actor {
  return { type: 'system', id: null, name, ip: null, requestId: null };
}
