import { Component, computed, inject, input, output } from '@angular/core';
import { Clock } from '../ui/clock';
import { AnswerView } from './answer-view';
import { RefusalView } from './refusal-view';
import { Row, toneOf } from './runs';

/** What became of one host: awaited, told to wait, refused, or answered. */
@Component({
  selector: 'fleet-validation-row',
  imports: [AnswerView, RefusalView],
  template: `
    @if (row().answered; as answered) {
      <fleet-answer [answered]="answered" [question]="row().question" [tone]="tone() ?? 'unknown'" />
    } @else if (row().problem; as problem) {
      <fleet-refusal [problem]="problem" (retry)="retry.emit()" />
    } @else if (waitSeconds() !== null) {
      <p role="status">
        <strong>The fleet asks to wait.</strong>
        <span class="second"> So many looks a minute are allowed; it is asked again in {{ waitSeconds() }} s.</span>
      </p>
    } @else {
      <div class="waiting" role="status" aria-busy="true" aria-label="Looking">
        <i class="skeleton" style="width: 260px; height: 14px"></i>
        <i class="skeleton" style="width: 100%; height: 6px"></i>
        <i class="skeleton" style="width: 70%"></i>
        <i class="skeleton" style="width: 55%"></i>
      </div>
    }
  `,
  styles: `
    .waiting {
      display: grid;
      gap: 16px;
    }
  `,
})
export class RowView {
  readonly row = input.required<Row>();
  readonly retry = output<void>();

  private readonly clock = inject(Clock);
  protected readonly tone = computed(() => toneOf(this.row()));
  protected readonly waitSeconds = computed(() => {
    const until = this.row().waitsUntil;
    return until === null ? null : Math.max(1, Math.ceil((until - this.clock.now()) / 1_000));
  });
}
