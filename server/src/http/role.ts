import { applyDecorators, SetMetadata, type CustomDecorator } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';

export const roles = ['viewer', 'operator', 'admin'] as const;
export type RoleName = (typeof roles)[number];

/** Each role may do what the ones before it may. */
export function includes(has: RoleName, needs: RoleName): boolean {
  return roles.indexOf(has) >= roles.indexOf(needs);
}

export const ROLE = 'fleet:role';

/** Marks the routes in the documentation that need no token. */
export const PUBLIC = 'x-public';

/** Who may call a route: a role, or everyone. A route that says neither does not start. */
export const Role = (role: RoleName): CustomDecorator => SetMetadata(ROLE, role);
export const Public = (): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(ROLE, 'public'), ApiExtension(PUBLIC, true));
