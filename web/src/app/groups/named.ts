import { inject } from '@angular/core';
import { CanActivateFn, Router } from '@angular/router';
import { catchError, map, of } from 'rxjs';
import { GroupsApi } from '../api/groups-api';

/** A server names its groups: leads to the page of the one of this name, or to those that are called alike. */
export const toNamedGroup: CanActivateFn = ({ params }) => {
  const router = inject(Router);
  const name = String(params['name']);
  const alike = router.createUrlTree(['/groups'], { queryParams: { name } });
  return inject(GroupsApi)
    .named(name)
    .pipe(
      map((group) => (group ? router.createUrlTree(['/groups', group.id]) : alike)),
      catchError(() => of(alike)),
    );
};
