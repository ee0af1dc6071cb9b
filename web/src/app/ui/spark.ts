import { Component, computed, input } from '@angular/core';
import { areaOf, lineOf } from './spark-line';

const width = 96;
const height = 28;

/** The shape of a few recent values. Decoration: the number stands beside it. */
@Component({
  selector: 'fleet-spark',
  template: `
    @if (line(); as path) {
      <svg [attr.viewBox]="'0 0 ' + width + ' ' + height" aria-hidden="true" preserveAspectRatio="none">
        <path class="area" [attr.d]="area()" />
        <path class="line" [attr.d]="path" />
      </svg>
    }
  `,
  styles: `
    :host {
      display: block;
      width: 96px;
    }

    svg {
      display: block;
      width: 100%;
      height: 28px;
    }

    .area {
      fill: color-mix(in srgb, var(--brand) 16%, transparent);
    }

    .line {
      fill: none;
      stroke: var(--brand);
      stroke-width: 1.4;
    }
  `,
})
export class Spark {
  readonly values = input.required<readonly number[]>();
  protected readonly width = width;
  protected readonly height = height;
  protected readonly line = computed(() => lineOf(this.values(), width, height));
  protected readonly area = computed(() => areaOf(this.values(), width, height));
}
