import { Component, computed, inject, input, model } from '@angular/core';
import { sentenceOf } from '../api/problem';
import { phasesOf, tookMs } from '../server/phases';
import { Clock } from '../ui/clock';
import { latencyOf } from '../ui/number';
import { VerdictLine } from '../ui/verdict-line';
import { Row, Run, summaryOf, toneOf } from './runs';

/** A row for each host; the chosen one is shown in full elsewhere. */
@Component({
  selector: 'fleet-run-table',
  imports: [VerdictLine],
  template: `
    <table class="plain-table">
      <thead>
        <tr>
          <th scope="col">Host</th>
          <th scope="col">Verdict</th>
          <th scope="col">Address</th>
          <th scope="col" class="number">Time</th>
        </tr>
      </thead>
      <tbody>
        @for (row of rows(); track $index) {
          <tr [class.chosen]="row.isChosen">
            <td>
              <button
                type="button"
                class="mono"
                [attr.aria-pressed]="row.isChosen"
                [disabled]="!row.isDone"
                (click)="chosen.set($index)"
              >
                {{ row.target }}
              </button>
            </td>
            <td class="message">
              @if (row.tone) {
                <fleet-verdict [tone]="row.tone">{{ row.message }}</fleet-verdict>
              } @else {
                <span class="third">{{ row.message }}</span>
              }
            </td>
            <td class="mono second">{{ row.address }}</td>
            <td class="number mono">{{ row.took }}</td>
          </tr>
        }
      </tbody>
    </table>
  `,
  styles: `
    button {
      padding: 0;
      border: 0;
      background: none;
    }

    button:not(:disabled) {
      text-decoration: underline;
      text-decoration-color: var(--line-strong);
      text-underline-offset: 3px;
    }

    button:disabled {
      cursor: default;
    }

    .chosen {
      background: var(--selected);
    }

    tr > :first-child {
      padding-left: 8px;
    }

    tr > :last-child {
      padding-right: 8px;
    }

    .message {
      width: 70%;
      padding-block: 6px;
      white-space: normal;
    }
  `,
})
export class RunTable {
  readonly run = input.required<Run>();
  readonly chosen = model.required<number>();

  private readonly clock = inject(Clock);

  protected readonly rows = computed(() =>
    this.run().rows.map((row, at) => {
      const verdict = row.answered?.verdict;
      return {
        target: row.target,
        isChosen: at === this.chosen(),
        isDone: row.answered !== null || row.problem !== null,
        tone: toneOf(row),
        message: this.messageOf(row),
        address: verdict && 'address' in verdict ? (verdict.address ?? '') : '',
        took: row.answered ? latencyOf(tookMs(phasesOf(row.answered))) : '',
      };
    }),
  );

  private messageOf({ answered, problem, waitsUntil, isRunning }: Row): string {
    if (answered) return summaryOf(answered);
    if (problem) return sentenceOf(problem);
    if (waitsUntil !== null)
      return `asked again in ${Math.max(1, Math.ceil((waitsUntil - this.clock.now()) / 1_000))} s`;
    return isRunning ? 'looking …' : 'waits its turn';
  }
}
