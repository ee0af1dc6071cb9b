import { Component, computed, input } from '@angular/core';
import { healthShape } from './health-shape';

/** What one look would make of health: unknown when there was none. */
export type VerdictTone = 'healthy' | 'degraded' | 'unhealthy' | 'unknown';

const words: Record<VerdictTone, string> = {
  healthy: 'Passed:',
  degraded: 'Passed, with a warning:',
  unhealthy: 'Failed:',
  unknown: 'Not known:',
};

/** The verdict on one look: the shape of the health that it speaks for, and its sentence. */
@Component({
  selector: 'fleet-verdict',
  template: `
    <svg viewBox="0 0 10 10" aria-hidden="true" [class]="tone()"><path [attr.d]="shape()" /></svg>
    <span
      ><span class="spoken">{{ word() }}</span> <ng-content
    /></span>
  `,
  styles: `
    :host {
      display: inline-flex;
      align-items: baseline;
      gap: 8px;
      min-width: 0;
      overflow-wrap: anywhere;
    }

    svg {
      flex: none;
      width: 10px;
      height: 10px;
      overflow: visible;
    }

    path {
      fill: currentcolor;
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

    .unknown path {
      fill: none;
      stroke: var(--third);
      stroke-width: 1.4;
      stroke-dasharray: 1.9 1.24;
    }
  `,
})
export class VerdictLine {
  readonly tone = input.required<VerdictTone>();

  protected readonly shape = computed(() => healthShape(this.tone()));
  protected readonly word = computed(() => words[this.tone()]);
}
