import { Component, computed, input } from '@angular/core';
import { MatTooltip } from '@angular/material/tooltip';
import { FleetInterval } from '../api/wire';
import { barOf } from './day';

/** 24 hours in 96 bars: what was not healthy stands at the foot of each, a gap is hatched. */
@Component({
  selector: 'fleet-day-strip',
  imports: [MatTooltip],
  template: `
    <ol aria-label="The last 24 hours, in quarters of an hour">
      @for (bar of bars(); track $index) {
        <li
          tabindex="-1"
          [class.gap]="bar.isGap"
          [style.background]="bar.isGap ? null : paint(bar)"
          [matTooltip]="bar.words"
          [attr.aria-label]="bar.words"
        ></li>
      } @empty {
        <li class="skeleton"></li>
      }
    </ol>
    <p class="third">
      <span>24 h before</span><span>{{ end() }}</span>
    </p>
  `,
  styles: `
    ol {
      display: flex;
      gap: 2px;
      height: 26px;
    }

    li {
      flex: 1;
      min-width: 1px;
      border-radius: 2px;
    }

    li:hover {
      outline: 1px solid var(--third);
      outline-offset: 1px;
    }

    .gap {
      background: repeating-linear-gradient(135deg, var(--line) 0 2px, transparent 2px 5px);
    }

    .skeleton {
      height: 100%;
    }

    p {
      display: flex;
      justify-content: space-between;
      margin-top: 4px;
      font-size: 12px;
    }
  `,
})
export class DayStrip {
  /** What its right end is called. */
  readonly end = input('now');
  readonly intervals = input.required<readonly FleetInterval[]>();
  protected readonly bars = computed(() => this.intervals().map(barOf));

  protected paint({ unhealthy, degraded, healthy }: { unhealthy: number; degraded: number; healthy: number }): string {
    const all = unhealthy + degraded + healthy || 1;
    const first = (unhealthy / all) * 100;
    const second = first + (degraded / all) * 100;
    const calm = healthy > 0 ? 'color-mix(in srgb, var(--healthy) 78%, var(--panel))' : 'var(--unknown)';
    return `linear-gradient(to top, var(--unhealthy) ${first}%, var(--degraded) ${first}% ${second}%, ${calm} ${second}%)`;
  }
}
