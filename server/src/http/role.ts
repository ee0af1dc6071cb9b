import { SetMetadata, type CustomDecorator } from '@nestjs/common';

export const roles = ['viewer', 'operator', 'admin'] as const;
export type RoleName = (typeof roles)[number];

/** Each role may do what the ones before it may. */
export function includes(has: RoleName, needs: RoleName): boolean {
  return roles.indexOf(has) >= roles.indexOf(needs);
}

export const ROLE = 'fleet:role';

/** Who may call a route: a role, or everyone. A route that says neither does not start. */
export const Role = (role: RoleName): CustomDecorator => SetMetadata(ROLE, role);
export const Public = (): CustomDecorator => SetMetadata(ROLE, 'public');
