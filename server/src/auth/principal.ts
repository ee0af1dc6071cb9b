import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { Actor as ActorOf } from '../audit/actor.js';
import { isCalledBy } from '../http/caller.js';
import { claimOf } from '../http/idempotency-claim.js';
import { requestIdOf } from '../http/request-id.js';
import type { RoleName } from '../http/role.js';

/** Who is behind a session or an API token. */
export interface Principal {
  type: 'user' | 'token';
  userId: string;
  /** The session's or the token's. */
  credentialId: string;
  name: string;
  role: RoleName;
  expiresAt: Date | null;
}

const principals = new WeakMap<Request, Principal>();

export function identify(request: Request, principal: Principal): void {
  principals.set(request, principal);
  isCalledBy(request, principal);
}

/** @throws Error on a public route, where nobody is known */
export function principalOf(request: Request): Principal {
  const principal = principals.get(request);
  if (!principal) throw new Error(`${request.path} asks who is calling, but the route is public`);
  return principal;
}

export function actorOf(principal: Principal, request: Request): ActorOf {
  return {
    type: principal.type,
    id: principal.type === 'user' ? principal.userId : principal.credentialId,
    name: principal.name,
    ip: request.ip ?? null,
    requestId: requestIdOf(request),
    claim: claimOf(request),
  };
}

/** The caller, as the audit wants to know it. */
export const Actor = createParamDecorator((_: unknown, context: ExecutionContext): ActorOf => {
  const request = context.switchToHttp().getRequest<Request>();
  return actorOf(principalOf(request), request);
});

export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Principal =>
  principalOf(context.switchToHttp().getRequest<Request>()),
);
