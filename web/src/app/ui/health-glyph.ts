import { Component, computed, input } from '@angular/core';

/**
 * Health: a filled shape in a signal colour with its word. Stale is the outline alone, and says so. Without the word
 * (`bare`) it is still read out.
 */
@Component({
  selector: 'fleet-health',
  template: `
    <svg viewBox="0 0 10 10" aria-hidden="true" [class]="status()" [class.hollow]="stale()">
      @switch (status()) {
        @case ('healthy') {
          <circle cx="5" cy="5" r="4.3" />
        }
        @case ('degraded') {
          <path d="M5 .9 9.5 9H.5z" />
        }
        @case ('unhealthy') {
          <rect x=".8" y=".8" width="8.4" height="8.4" rx="1" />
        }
        @default {
          <circle class="ring" cx="5" cy="5" r="4" />
        }
      }
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

    .unknown {
      color: var(--unknown);
    }

    svg > * {
      fill: currentcolor;
      stroke: currentcolor;
      stroke-width: 0;
    }

    .hollow > * {
      fill: none;
      stroke-width: 1.3;
    }

    svg > .ring {
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

  protected readonly word = computed(() => (this.stale() ? `${this.status()} · stale` : this.status()));
}
