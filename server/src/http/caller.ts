import type { Request } from 'express';
import type { RoleName } from './role.js';

/** Whose request it is, and what they may do. A token speaks for its owner. */
export interface CallerOfRequest {
  userId: string;
  role: RoleName;
}

const callers = new WeakMap<Request, CallerOfRequest>();

/** The gate says so, when it has let the request in. */
export function isCalledBy(request: Request, caller: CallerOfRequest): void {
  callers.set(request, caller);
}

/** Undefined on a public route. */
export function callerOf(request: Request): CallerOfRequest | undefined {
  return callers.get(request);
}
