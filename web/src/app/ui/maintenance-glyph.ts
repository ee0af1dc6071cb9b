import { Component } from '@angular/core';

/** Maintenance: two bars, of no colour of health or lifecycle. Read out, and explained to whoever points at it. */
@Component({
  selector: 'fleet-in-maintenance',
  template: `
    <svg viewBox="0 0 12 12" aria-hidden="true">
      <rect x="0.7" y="0.7" width="10.6" height="10.6" rx="3" />
      <path d="M4.4 3.6v4.8M7.6 3.6v4.8" />
    </svg>
    <span class="spoken">in maintenance</span>
  `,
  styles: `
    :host {
      display: inline-flex;
      align-items: center;
      color: var(--second);
    }

    svg {
      flex: none;
      width: 13px;
      height: 13px;
      fill: none;
      stroke: currentcolor;
      stroke-width: 1.3;
    }

    path {
      stroke-linecap: round;
      stroke-width: 1.5;
    }
  `,
})
export class MaintenanceGlyph {}
