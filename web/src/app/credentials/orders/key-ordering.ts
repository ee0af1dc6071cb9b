import { DialogRef } from '@angular/cdk/dialog';
import {
  Component,
  DestroyRef,
  Signal,
  computed,
  effect,
  inject,
  input,
  output,
  signal,
  untracked,
} from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Observable, map, tap } from 'rxjs';
import { Problem, problemOf, sentenceOf } from '../../api/problem';
import { DeploymentResult, Job, JobOrdered } from '../../api/wire';
import { shareDone } from '../../bulk/jobs-state';
import { JobsStore } from '../../bulk/jobs-store';
import { OutcomeReader } from '../../bulk/outcome-reader';
import { OutcomeView } from '../../bulk/outcome-view';
import { Told } from '../../bulk/outcomes';
import { Trial } from '../../bulk/trial';
import { TrialView } from '../../bulk/trial-view';
import { countOf, counted } from '../../ui/number';
import { undertakenOf } from './undertaking';

/** `Deploy to` and `Deployed to`, before `12 servers`. */
interface KeyDeed {
  does: string;
  did: string;
}

/** What is asked for, and what it hangs on: another text is another order. */
export interface KeyOrder {
  text: string;
  send: (dryRun: boolean) => Observable<DeploymentResult | JobOrdered>;
}

/** What goes on: nothing yet, the answer is awaited, a job with the share that is done, or what came of it. */
type Run = { form: 'none' } | { form: 'asked' } | { form: 'under-way'; job: Job } | { form: 'told'; told: Told };

/** Up to so many are dealt with before the answer. */
const mostAtOnce = 20;

/**
 * The sheet around an order of a key to many servers. The first time it logs in and looks, which is asked for and not done
 * while one types; the second time it does it, and says what became of each server.
 */
@Component({
  selector: 'fleet-key-ordering',
  imports: [OutcomeView, TrialView],
  providers: [Trial],
  templateUrl: './key-ordering.html',
  styleUrls: ['../../ui/sheet.css', './key-ordering.css'],
})
export class KeyOrdering {
  readonly heading = input.required<string>();
  readonly deed = input.required<KeyDeed>();
  /** Nothing while what was typed is no order yet. The signal itself: what is sent is what was typed last. */
  readonly order = input.required<Signal<KeyOrder | null>>();
  /** How many servers it is about, as far as that is known. */
  readonly count = input.required<number | null>();
  /** Why it is no order yet, where that is not plain to see. */
  readonly isMissing = input('');
  /** What the look found, or nothing when it is another order by now. */
  readonly looked = output<Told | null>();

  private readonly jobs = inject(JobsStore);
  private readonly reader = inject(OutcomeReader);
  private readonly destroyed = inject(DestroyRef);
  protected readonly trial = inject(Trial);
  protected readonly dialog = inject(DialogRef);
  protected readonly sentenceOf = sentenceOf;
  protected readonly shareDone = shareDone;
  protected readonly countOf = countOf;

  protected readonly run = signal<Run>({ form: 'none' });
  protected readonly problem = signal<Problem | null>(null);

  /** The order that was looked at last. */
  private tried: string | null = null;
  private readonly text = computed(() => this.order()()?.text);
  protected readonly isJob = computed(() => (this.count() ?? 0) > mostAtOnce);
  protected readonly seen = computed(() => {
    const state = this.trial.state();
    return state.form === 'told' ? state.told : null;
  });
  protected readonly isTrying = computed(() => ['asking', 'under-way'].includes(this.trial.state().form));
  protected readonly canDecide = computed(() => {
    if (this.order()() === null || this.isTrying() || !this.count() || this.run().form !== 'none') return false;
    const seen = this.seen();
    return seen === null || seen.counts.changed > 0;
  });
  protected readonly words = computed(() => {
    if (this.run().form === 'asked') return 'One moment …';
    const seen = this.seen();
    if (!seen) return this.isTrying() ? 'Looking …' : 'Preview';
    return seen.counts.changed === 0 ? 'Nothing to do' : `${this.deed().does} ${this.counted(seen.counts.changed)}`;
  });

  constructor() {
    effect(() => {
      if (this.text() !== this.tried) untracked(() => this.trial.forget());
    });
    effect(() => this.looked.emit(this.seen()));
  }

  protected counted(count: number): string {
    return counted(count, 'server');
  }

  /** The first time looks, the second does. */
  protected decide(): void {
    const order = this.order()();
    if (!order || !this.canDecide()) return;
    if (this.seen() && order.text === this.tried) {
      this.carryOut(order);
      return;
    }
    this.tried = order.text;
    this.trial.ask(order.send(true).pipe(map(undertakenOf)));
  }

  protected more(told: Told, status: 'changed' | 'failed'): void {
    this.reader.more(told, status).subscribe((more) => this.run.set({ form: 'told', told: more }));
  }

  /** A job goes on when the sheet is closed. */
  private carryOut({ send }: KeyOrder): void {
    this.problem.set(null);
    this.run.set({ form: 'asked' });
    send(false)
      .pipe(
        map(undertakenOf),
        tap((undertaken) => 'jobId' in undertaken && this.jobs.follow(undertaken.job)),
        takeUntilDestroyed(this.destroyed),
      )
      .subscribe({
        next: (undertaken) => this.follow(this.reader.follow(undertaken)),
        error: (error: unknown) => this.fail(problemOf(error)),
      });
  }

  private follow(course: ReturnType<OutcomeReader['follow']>): void {
    course.pipe(takeUntilDestroyed(this.destroyed)).subscribe({
      next: (now) => (now.form === 'ended' ? this.dialog.close() : this.run.set(now)),
      error: (error: unknown) => this.fail(problemOf(error)),
    });
  }

  private fail(problem: Problem): void {
    this.run.set({ form: 'none' });
    this.problem.set(problem);
  }
}
