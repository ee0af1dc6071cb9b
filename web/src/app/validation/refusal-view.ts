import { Component, computed, input, output } from '@angular/core';
import { Problem, sentenceOf } from '../api/problem';
import { CopyButton } from '../ui/copy-button';
import { ProblemPanel } from '../ui/problem-panel';
import { VerdictLine } from '../ui/verdict-line';
import { settingOf } from './refusal';

/** A look that was not had: what stands in its way, and what to do about it. */
@Component({
  selector: 'fleet-refusal',
  imports: [CopyButton, ProblemPanel, VerdictLine],
  template: `
    @if (setting(); as setting) {
      <div class="policy" role="alert">
        <fleet-verdict class="said" tone="unknown">Not looked: the probe policy refuses this address</fleet-verdict>
        <p class="second">{{ reason() }}</p>
        @if (setting.value) {
          <p class="setting">
            <code>{{ setting.name }}={{ setting.value }}</code>
            <fleet-copy what="the setting" [text]="setting.name + '=' + setting.value" />
          </p>
          <p class="third">
            Set it where the fleet is started. The networks that it names already stay, separated by commas.
          </p>
        } @else {
          <p class="third">
            Where the fleet is started, <code>{{ setting.name }}</code> holds a network that it belongs to.
          </p>
        }
      </div>
    } @else {
      <fleet-problem what="It could not be looked at" [problem]="problem()" (retry)="retry.emit()" />
    }
  `,
  styles: `
    .policy {
      display: grid;
      gap: 8px;
      justify-items: start;
    }

    .policy p {
      margin-left: 18px;
    }

    .said {
      font-size: 15px;
      font-weight: 600;
    }

    .setting {
      display: flex;
      align-items: baseline;
      gap: 14px;
      padding: 7px 12px;
      border: 1px solid var(--line-strong);
      border-radius: var(--radius);
      background: var(--background);
    }
  `,
})
export class RefusalView {
  readonly problem = input.required<Problem>();
  readonly retry = output<void>();

  protected readonly setting = computed(() => settingOf(this.problem()));
  protected readonly reason = computed(() => sentenceOf(this.problem()));
}
