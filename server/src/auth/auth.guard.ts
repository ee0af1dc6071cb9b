import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { Forbidden, Unauthenticated } from '../http/domain-error.js';
import { presented } from './presented.js';
import { identify } from './principal.js';
import { includes, ROLE, type RoleName } from '../http/role.js';
import { Sessions } from './sessions.js';

/** Before every route: who is it, and may they. Refuses by default. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly sessions: Sessions,
    private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true; // the live socket asks at its own door: a socket is let in once
    const needs = this.reflector.getAllAndOverride<RoleName | 'public' | undefined>(ROLE, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (needs === 'public') return true;
    const request = context.switchToHttp().getRequest<Request>();
    const token = presented(request);
    if (!token) throw new Unauthenticated('auth.required', 'Sign in, or send a token as `Authorization: Bearer …`.');
    const principal = await this.sessions.authenticate(token);
    if (!needs || !includes(principal.role, needs)) {
      throw new Forbidden(
        'auth.forbidden',
        `This needs the role ${needs ?? 'nobody has'}; ${principal.name} is ${principal.role}.`,
      );
    }
    identify(request, principal);
    return true;
  }
}
