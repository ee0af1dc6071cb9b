import { Component } from '@angular/core';
import { RouterLink, RouterLinkActive } from '@angular/router';

const pages = [
  { path: '/credentials', name: 'Keys' },
  { path: '/rotations', name: 'Rotations' },
  { path: '/host-keys', name: 'Host keys' },
  { path: '/authorities', name: 'Authorities' },
  { path: '/credentials/report', name: 'Report' },
];

/** The pages about keys, side by side, and what can be done on the one that is shown. */
@Component({
  selector: 'fleet-keys-header',
  imports: [RouterLink, RouterLinkActive],
  template: `
    <nav aria-label="Pages about keys">
      @for (page of pages; track page.path) {
        <a
          [routerLink]="page.path"
          routerLinkActive="here"
          ariaCurrentWhenActive="page"
          [routerLinkActiveOptions]="{ exact: true }"
          >{{ page.name }}</a
        >
      }
    </nav>
    <div class="deeds"><ng-content /></div>
  `,
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: space-between;
      gap: 8px;
      margin-bottom: 14px;
      border-bottom: 1px solid var(--line);
    }

    nav {
      display: flex;
      gap: 20px;
    }

    a {
      padding: 8px 0 9px;
      border-bottom: 2px solid transparent;
      color: var(--second);
      font-weight: 500;
      text-decoration: none;
    }

    a:hover {
      color: var(--text);
    }

    a.here {
      border-bottom-color: var(--brand);
      color: var(--text);
    }

    .deeds {
      display: flex;
      gap: 8px;
      align-items: center;
    }
  `,
})
export class KeysHeader {
  protected readonly pages = pages;
}
