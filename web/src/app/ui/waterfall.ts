import { Component, computed, input } from '@angular/core';
import { latencyOf } from './number';

/** Where the time went: a thin bar, each phase behind the other, and their names with their times below. One alone is no bar. */
@Component({
  selector: 'fleet-waterfall',
  template: `
    @if (shown().length > 1) {
      <div class="bar" aria-hidden="true">
        @for (phase of shown(); track phase.name) {
          <i [style.flex-grow]="phase.share" [style.background]="phase.tone"></i>
        }
      </div>
    }
    <ul [attr.aria-label]="label()">
      @for (phase of shown(); track phase.name) {
        <li>
          @if (shown().length > 1) {
            <i aria-hidden="true" [style.background]="phase.tone"></i>
          }
          <span class="second">{{ phase.name }}</span>&ngsp;<span class="mono">{{ latencyOf(phase.ms) }}</span>
        </li>
      }
      @if (shown().length > 1) {
        <li class="total">
          <span class="third">in all</span>&ngsp;<span class="mono">{{ latencyOf(total()) }}</span>
        </li>
      }
    </ul>
  `,
  styles: `
    :host {
      display: grid;
      gap: 8px;
    }

    .bar {
      display: flex;
      gap: 2px;
      height: 6px;
      border-radius: 3px;
      overflow: hidden;
    }

    .bar i {
      flex-basis: 0;
      min-width: 3px;
    }

    ul {
      display: flex;
      flex-wrap: wrap;
      gap: 2px 20px;
    }

    li {
      display: flex;
      align-items: baseline;
      gap: 6px;
    }

    li i {
      width: 8px;
      height: 8px;
      border-radius: 2px;
    }

    .total {
      margin-left: auto;
    }
  `,
})
export class Waterfall {
  readonly phases = input.required<readonly { name: string; ms: number }[]>();
  readonly label = input('Time');

  protected readonly latencyOf = latencyOf;
  protected readonly total = computed(() => this.phases().reduce((sum, { ms }) => sum + ms, 0));
  /** Shades of one colour: which is which is said below. */
  protected readonly shown = computed(() =>
    this.phases().map((phase, at, { length }) => ({
      ...phase,
      // Shares of less than one together would leave a part of the bar empty.
      share: (100 * phase.ms) / this.total(),
      tone: `color-mix(in srgb, var(--brand) ${Math.round(32 + (68 * (at + 1)) / length)}%, var(--raised))`,
    })),
  );
}
