import { Service, computed, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { NavigationEnd, Params, Router } from '@angular/router';
import { filter, map, startWith } from 'rxjs';

/** Where the console is, after each navigation. */
@Service()
export class Address {
  private readonly router = inject(Router);
  private readonly url = toSignal(
    this.router.events.pipe(
      filter((event) => event instanceof NavigationEnd),
      startWith(null),
      map(() => this.router.url),
    ),
    { initialValue: '' },
  );

  readonly path = computed(() => this.url().split(/[?#]/)[0] ?? '');
  readonly params = computed<Params>(() => this.router.parseUrl(this.url()).queryParams);
}
