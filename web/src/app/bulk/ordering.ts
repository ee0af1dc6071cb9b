import { DialogRef } from '@angular/cdk/dialog';
import { Component, Signal, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { BulkApi } from '../api/bulk-api';
import { Problem, problemOf, sentenceOf } from '../api/problem';
import { BulkRequest } from '../api/wire';
import { counted } from '../ui/number';
import { nameless } from './facts';
import { JobsStore } from './jobs-store';
import { OutcomeView } from './outcome-view';
import { Told, toldBy } from './outcomes';
import { Trial } from './trial';
import { TrialView } from './trial-view';
import { Undo } from './undo';

/** `Apply to` and `Applied to`, before `12 servers`. */
export interface Deed {
  does: string;
  did: string;
}

/** Up to so many are tried at once, as one types; more are tried as a job, when the person asks for it. */
const mostAtOnce = 1_000;
const typingMs = 350;

/**
 * The sheet around an order to many servers, whatever its fields are: what would become of each, then it is done, at
 * once or as a job in the tray, and can be taken back. Closes with whether it was done.
 */
@Component({
  selector: 'fleet-ordering',
  imports: [OutcomeView, TrialView],
  providers: [Trial],
  templateUrl: './ordering.html',
  styleUrls: ['../ui/sheet.css', './bulk-sheet.css'],
})
export class Ordering {
  readonly heading = input.required<string>();
  readonly deed = input.required<Deed>();
  /** Nothing while what was typed is no order yet. The signal itself: what is sent is what was typed last. */
  readonly order = input.required<Signal<BulkRequest | null>>();
  /** How many servers it is about, as far as that is known. */
  readonly count = input.required<number | null>();
  /** How the preview calls what it knows by id. */
  readonly names = input(nameless);

  private readonly api = inject(BulkApi);
  private readonly jobs = inject(JobsStore);
  private readonly undo = inject(Undo);
  protected readonly trial = inject(Trial);
  protected readonly dialog = inject<DialogRef<boolean>>(DialogRef);

  protected readonly sentenceOf = sentenceOf;
  protected readonly problem = signal<Problem | null>(null);
  protected readonly isSending = signal(false);
  /** What was done, where something of it failed and has to be looked at. */
  protected readonly done = signal<Told | null>(null);

  /** What a preview is about: the order without why. */
  private readonly previewed = computed(() => {
    const order = this.order()();
    return order && JSON.stringify({ ...order, reason: undefined });
  });
  private readonly isImmediate = computed(() => (this.count() ?? Infinity) <= mostAtOnce);
  protected readonly isJob = computed(() => (this.count() ?? 0) > mostAtOnce);

  protected readonly told = computed(() => {
    const state = this.trial.state();
    return state.form === 'told' ? state.told : null;
  });
  protected readonly isTrying = computed(() => ['asking', 'under-way'].includes(this.trial.state().form));
  /** One that is refused would keep all the others as they are. */
  protected readonly isInVain = computed(
    () => (this.order()()?.atomic ?? false) && (this.told()?.counts.failed ?? 0) > 0,
  );
  protected readonly canDecide = computed(() => {
    if (this.order()() === null || this.isTrying() || this.isSending() || this.count() === null) return false;
    const told = this.told();
    return told === null || (told.counts.changed > 0 && !this.isInVain());
  });
  protected readonly words = computed(() => {
    const told = this.told();
    if (!told) return this.isTrying() ? 'Looking …' : 'Preview';
    return told.counts.changed === 0 ? 'Nothing to change' : `${this.deed().does} ${this.counted(told.counts.changed)}`;
  });

  constructor() {
    effect((onCleanup) => {
      const asked = this.previewed();
      const isImmediate = this.isImmediate();
      untracked(() => this.trial.forget());
      if (asked === null || !isImmediate) return;
      const timer = setTimeout(() => this.preview(), typingMs);
      onCleanup(() => clearTimeout(timer));
    });
  }

  protected counted(count: number): string {
    return counted(count, 'server');
  }

  /** The first time looks, the second does. */
  protected async decide(): Promise<void> {
    const order = this.order()();
    if (!order || !this.canDecide()) return;
    if (this.told()) await this.carryOut(order);
    else this.preview();
  }

  protected undoAll({ changeSetId }: Told): void {
    if (changeSetId) void this.undo.revert(changeSetId);
    this.dialog.close(true);
  }

  /** Who has seen what failed can still take back what did not. */
  protected finish({ isApplied, changeSetId, counts }: Told): void {
    const text = `${this.deed().did} ${this.counted(counts.changed)}`;
    if (isApplied && changeSetId && counts.changed > 0) this.undo.offer(text, changeSetId);
    this.dialog.close(true);
  }

  private preview(): void {
    const order = this.order()();
    if (order) this.trial.ask(this.api.carryOut({ ...order, reason: undefined, dryRun: true }));
  }

  private async carryOut(order: BulkRequest): Promise<void> {
    this.problem.set(null);
    this.isSending.set(true);
    try {
      const undertaken = await firstValueFrom(this.api.carryOut(order));
      if ('jobId' in undertaken) {
        this.jobs.follow(undertaken.job);
        this.dialog.close(true);
        return;
      }
      const told = toldBy(undertaken);
      if (told.isApplied && told.counts.failed === 0) this.finish(told);
      else this.done.set(told);
    } catch (error) {
      this.problem.set(problemOf(error));
    } finally {
      this.isSending.set(false);
    }
  }
}
