import { Component, effect, inject, untracked } from '@angular/core';
import { Router, RouterOutlet } from '@angular/router';
import { Session } from './api/session';
import { Theme } from './shell/theme';

@Component({
  selector: 'fleet-app',
  imports: [RouterOutlet],
  template: '<router-outlet />',
})
export class App {
  constructor() {
    const session = inject(Session);
    const router = inject(Router);
    inject(Theme);
    effect(() => {
      if (!session.wasEnded()) return;
      untracked(() => {
        const wanted = router.url.startsWith('/sign-in') ? null : router.url;
        void router.navigate(['/sign-in'], { queryParams: { return: wanted } });
      });
    });
  }
}
