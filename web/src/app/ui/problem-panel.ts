import { Component, computed, input, output } from '@angular/core';
import { Problem, sentenceOf } from '../api/problem';

/** A failure where its content would have been: what, the reason, a way on, and the id that the log has. */
@Component({
  selector: 'fleet-problem',
  template: `
    <h2>{{ what() }}</h2>
    <p class="second">{{ reason() }}</p>
    <p class="foot">
      @if (canRetry()) {
        <button type="button" class="button" (click)="retry.emit()">Try again</button>
      }
      @if (problem().requestId; as id) {
        <span class="third"
          >request <code>{{ id }}</code></span
        >
      }
    </p>
  `,
  host: { role: 'alert' },
  styles: `
    :host {
      display: grid;
      justify-items: start;
      gap: 6px;
      max-width: 640px;
      padding: 20px 0;
    }

    .foot {
      display: flex;
      align-items: center;
      gap: 14px;
      margin-top: 8px;
    }
  `,
})
export class ProblemPanel {
  /** What the person does not get to see. */
  readonly what = input.required<string>();
  readonly problem = input.required<Problem>();
  readonly canRetry = input(true);
  readonly retry = output<void>();

  protected readonly reason = computed(() => sentenceOf(this.problem()));
}
