import { Component, computed, input } from '@angular/core';
import { Scan } from '../api/wire';
import { countOf } from '../ui/number';
import { shareOf } from './recall';

/** How far a scan came, in addresses. */
@Component({
  selector: 'fleet-scan-progress',
  template: `
    <span
      class="bar"
      role="progressbar"
      aria-label="Addresses looked at"
      [attr.aria-valuenow]="percent()"
      [attr.aria-valuetext]="words()"
    >
      <i [style.width.%]="share() * 100"></i>
    </span>
    <span class="second" aria-hidden="true">{{ percent() }} %</span>
  `,
  styles: `
    :host {
      display: flex;
      align-items: center;
      gap: 10px;
    }

    .bar {
      display: block;
      flex: 1;
      min-width: 80px;
      height: 6px;
      border-radius: 3px;
      background: var(--raised);
      overflow: hidden;
    }

    i {
      display: block;
      height: 100%;
      background: var(--brand);
      transition: width var(--quick);
    }

    .second {
      width: 44px;
      text-align: right;
    }
  `,
})
export class ScanProgressBar {
  readonly progress = input.required<Scan['progress']>();

  protected readonly share = computed(() => shareOf(this.progress()));
  protected readonly percent = computed(() => Math.floor(this.share() * 100));
  protected readonly words = computed(
    () => `${countOf(this.progress().done)} of ${countOf(this.progress().total)} addresses`,
  );
}
