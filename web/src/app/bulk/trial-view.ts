import { Component, computed, input, output } from '@angular/core';
import { sentenceOf } from '../api/problem';
import { countOf } from '../ui/number';
import { nameless } from './facts';
import { OutcomeView } from './outcome-view';
import { shareDone } from './jobs-state';
import { TrialState } from './trial';

/** A preview, on its way and when it is there. */
@Component({
  selector: 'fleet-trial',
  imports: [OutcomeView],
  template: `
    @let now = state();
    @switch (now.form) {
      @case ('asking') {
        <p class="waiting" role="status">
          <span class="spoken">Looking what would change</span>
          @for (width of [70, 84, 62]; track width) {
            <i class="skeleton" [style.width.%]="width"></i>
          }
        </p>
      }
      @case ('under-way') {
        <div class="under-way">
          <label [for]="'trial'" class="second">Trying it on {{ countOf(now.job.progress.total) }} servers</label>
          <progress id="trial" [value]="share()" max="1"></progress>
        </div>
      }
      @case ('refused') {
        <p class="refusal" role="alert">
          {{ sentenceOf(now.problem) }}
          @if (now.problem.requestId; as id) {
            <span class="third"
              >request <code>{{ id }}</code></span
            >
          }
        </p>
      }
      @case ('told') {
        <fleet-outcomes isTrial [told]="now.told" [names]="names()" (more)="more.emit($event)" />
      }
    }
  `,
  styles: `
    .waiting,
    .under-way {
      display: grid;
      gap: 14px;
    }

    progress {
      width: 100%;
    }

    .refusal {
      padding: 12px 14px;
      border: 1px solid var(--unhealthy);
      border-radius: 10px;
      background: var(--unhealthy-wash);
    }
  `,
})
export class TrialView {
  readonly state = input.required<TrialState>();
  readonly names = input(nameless);
  readonly more = output<'changed' | 'failed'>();
  protected readonly sentenceOf = sentenceOf;
  protected readonly countOf = countOf;
  protected readonly share = computed(() => {
    const state = this.state();
    return state.form === 'under-way' ? shareDone(state.job) : 0;
  });
}
