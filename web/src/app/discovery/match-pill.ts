import { Component, input } from '@angular/core';
import { ScanMatch } from '../api/wire';

/** What a host is to the inventory, as a word with a colour of its own. */
@Component({
  selector: 'fleet-match',
  template: `<i aria-hidden="true"></i>{{ match() }}`,
  host: { '[class]': 'match()' },
  styles: `
    :host {
      --tone: var(--match-known);
      display: inline-flex;
      align-items: center;
      gap: 6px;
      height: 20px;
      padding: 0 8px;
      border: 1px solid var(--line-strong);
      border-radius: 10px;
      font-size: 12px;
    }

    :host(.new) {
      --tone: var(--match-new);
    }

    :host(.changed) {
      --tone: var(--match-changed);
    }

    :host(.missing) {
      --tone: var(--match-missing);
    }

    i {
      width: 8px;
      height: 8px;
      border: 2px solid var(--tone);
      border-radius: 2px;
      background: var(--tone);
    }

    :host(.missing) i {
      background: none;
    }
  `,
})
export class MatchPill {
  readonly match = input.required<ScanMatch>();
}
