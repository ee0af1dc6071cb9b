import { Component, input } from '@angular/core';

/** Lifecycle: a blue ring that fills on the way to active and empties on the way out, with its word. */
@Component({
  selector: 'fleet-lifecycle',
  template: `
    <svg viewBox="0 0 12 12" aria-hidden="true" [class]="state()">
      @switch (state()) {
        @case ('planned') {
          <circle class="ring dashed" cx="6" cy="6" r="5" />
        }
        @case ('provisioning') {
          <circle class="ring" cx="6" cy="6" r="5" />
          <path d="M6 3a3 3 0 0 1 0 6z" />
        }
        @case ('active') {
          <circle class="ring" cx="6" cy="6" r="5" />
          <circle cx="6" cy="6" r="3.2" />
        }
        @case ('draining') {
          <circle class="ring" cx="6" cy="6" r="5" />
          <path d="M6 6V2.8A3.2 3.2 0 0 1 9.2 6z" />
        }
        @default {
          <circle class="ring" cx="6" cy="6" r="5" />
          <path class="strike" d="M2.6 9.4 9.4 2.6" />
        }
      }
    </svg>
    <span [class.spoken]="bare()">{{ state() }}</span>
  `,
  styles: `
    :host {
      display: inline-flex;
      align-items: center;
      gap: 7px;
      white-space: nowrap;
    }

    svg {
      flex: none;
      width: 12px;
      height: 12px;
      color: var(--lifecycle);
    }

    svg.decommissioned {
      color: var(--third);
    }

    svg > * {
      fill: currentcolor;
    }

    svg > .ring,
    svg > .strike {
      fill: none;
      stroke: currentcolor;
      stroke-width: 1.4;
    }

    svg > .dashed {
      stroke-dasharray: 2.2 1.73;
    }
  `,
})
export class LifecycleGlyph {
  readonly state = input.required<string>();
  readonly bare = input(false);
}
