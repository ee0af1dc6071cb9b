import { Component, computed, input } from '@angular/core';
import { healthShape } from './health-shape';

/**
 * Health: a filled shape in a signal colour with its word. Stale is the outline alone, and says so. Without the word
 * (`bare`) it is still read out.
 */
@Component({
  selector: 'fleet-health',
  template: `
    <svg viewBox="0 0 10 10" aria-hidden="true" [class]="status()" [class.hollow]="stale()">
      <path [attr.d]="shape()" />
    </svg>
    <span [class.spoken]="bare()">{{ word() }}</span>
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
      width: 10px;
      height: 10px;
      overflow: visible;
    }

    .healthy {
      color: var(--healthy);
    }

    .degraded {
      color: var(--degraded);
    }

    .unhealthy {
      color: var(--unhealthy);
    }

    path {
      fill: currentcolor;
      stroke: currentcolor;
      stroke-width: 0;
    }

    .hollow path {
      fill: none;
      stroke-width: 1.3;
    }

    .unknown path {
      fill: none;
      stroke: var(--third);
      stroke-width: 1.4;
      stroke-dasharray: 1.9 1.24;
    }
  `,
})
export class HealthGlyph {
  readonly status = input.required<string>();
  readonly stale = input(false);
  readonly bare = input(false);

  protected readonly shape = computed(() => healthShape(this.status()));
  protected readonly word = computed(() => (this.stale() ? `${this.status()} · stale` : this.status()));
}
