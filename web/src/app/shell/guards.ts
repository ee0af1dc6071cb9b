import { inject } from '@angular/core';
import { CanActivateFn, Router } from '@angular/router';
import { Session } from '../api/session';

/** Everybody else signs in first, and then arrives where they wanted to go. */
export const onlySignedIn: CanActivateFn = async (_route, state) => {
  const session = inject(Session);
  const router = inject(Router);
  await session.restore();
  if (session.user()) return true;
  const wanted = state.url === '/' ? null : state.url;
  return router.createUrlTree(['/sign-in'], { queryParams: wanted ? { return: wanted } : {} });
};

export const onlyAdmins: CanActivateFn = () => inject(Session).isAdmin() || inject(Router).createUrlTree(['/']);
