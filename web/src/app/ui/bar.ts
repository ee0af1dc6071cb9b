import { Component, computed, input } from '@angular/core';

export interface Share {
  /** A colour token. */
  tone: string;
  count: number;
}

/** A thin bar of shares. A share that is not nothing is at least visible. Decoration: the counts stand beside it. */
@Component({
  selector: 'fleet-bar',
  template: `
    @for (share of shown(); track $index) {
      <i [style.flex-grow]="share.count" [style.background]="share.tone"></i>
    }
  `,
  host: { 'aria-hidden': 'true' },
  styles: `
    :host {
      display: flex;
      gap: 2px;
      height: 8px;
      border-radius: 3px;
      overflow: hidden;
      background: var(--raised);
    }

    i {
      min-width: 3px;
      flex-basis: 0;
      transition: flex-grow var(--quick);
    }
  `,
})
export class Bar {
  readonly shares = input.required<readonly Share[]>();
  protected readonly shown = computed(() => this.shares().filter(({ count }) => count > 0));
}
