import { Component, DestroyRef, computed, inject, input, linkedSignal, signal } from '@angular/core';
import { Subscription, finalize } from 'rxjs';
import { problemOf, sentenceOf } from '../api/problem';
import { ValidationApi } from '../api/validation-api';
import { latencyOf } from '../ui/number';
import { VerdictLine, VerdictTone } from '../ui/verdict-line';
import { CheckDraft } from './check-draft';
import { Target, questionOf, saidOf } from './check-question';

interface Shown {
  tone: VerdictTone;
  message: string;
  tookMs: number | null;
}

/** Tries a check that is still being typed. What it said is gone with the next change: it was of another check. */
@Component({
  selector: 'fleet-check-test',
  imports: [VerdictLine],
  template: `
    <button
      type="button"
      class="button"
      [attr.aria-label]="'Test check ' + place()"
      [disabled]="question() === null || isRunning()"
      (click)="run()"
    >
      {{ isRunning() ? 'Testing …' : 'Test' }}
    </button>
    <span role="status">
      @if (shown(); as said) {
        <fleet-verdict [tone]="said.tone">
          {{ said.message }}
          @if (said.tookMs !== null) {
            <span class="third mono">{{ latencyOf(said.tookMs) }}</span>
          }
        </fleet-verdict>
      }
    </span>
    @if (!shown()) {
      <span class="third hint">{{ question() === null ? 'Give a host name or an address to test it.' : hint() }}</span>
    }
  `,
  styles: `
    :host {
      display: flex;
      align-items: baseline;
      gap: 10px;
    }

    .button {
      flex: none;
      height: 24px;
      padding: 0 9px;
      border-radius: 6px;
      font-size: 12px;
    }

    span {
      min-width: 0;
    }

    .hint {
      margin-left: -10px;
    }

    .mono {
      white-space: nowrap;
    }
  `,
})
export class CheckTest {
  readonly check = input.required<CheckDraft>();
  readonly target = input.required<Target>();
  readonly place = input.required<number>();
  /** What the check is about, while nothing was tried. */
  readonly hint = input('');

  private readonly api = inject(ValidationApi);
  private running: Subscription | null = null;
  protected readonly latencyOf = latencyOf;
  protected readonly isRunning = signal(false);

  protected readonly question = computed(() => questionOf(this.check(), this.target()));
  private readonly meant = computed(() => JSON.stringify([this.check(), this.question()]));
  protected readonly shown = linkedSignal<string, Shown | null>({ source: this.meant, computation: () => null });

  constructor() {
    inject(DestroyRef).onDestroy(() => this.running?.unsubscribe());
  }

  protected run(): void {
    const [check, question, meant] = [this.check(), this.question(), this.meant()];
    if (question === null) return;
    const tell = (shown: Shown): void => {
      if (meant === this.meant()) this.shown.set(shown);
    };
    this.isRunning.set(true);
    this.running = this.api
      .ask(question)
      .pipe(finalize(() => this.isRunning.set(false)))
      .subscribe({
        next: (answered) => tell(saidOf(check, answered)),
        error: (error: unknown) => tell({ tone: 'unknown', message: sentenceOf(problemOf(error)), tookMs: null }),
      });
  }
}
