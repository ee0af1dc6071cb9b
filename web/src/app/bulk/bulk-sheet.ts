import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { Component, computed, effect, inject, signal, untracked } from '@angular/core';
import { FormRoot, form } from '@angular/forms/signals';
import { firstValueFrom } from 'rxjs';
import { BulkApi } from '../api/bulk-api';
import { Problem, problemOf, sentenceOf } from '../api/problem';
import { counted, totalOf } from '../ui/number';
import { JobsStore } from './jobs-store';
import {
  BulkAction,
  Order,
  OrderDraft,
  deedOf,
  doneOf,
  needsReason,
  newOrder,
  orderOf,
  planOf,
  previewOf,
} from './order';
import { OrderForm, orderSchema } from './order-form';
import { OutcomeView } from './outcome-view';
import { Told, toldBy } from './outcomes';
import { Select } from './selection';
import { Trial } from './trial';
import { TrialView } from './trial-view';
import { Undo } from './undo';

export interface BulkPlan {
  action: BulkAction;
  select: Select;
  count: { value: number; exact: boolean };
}

/** Up to so many are tried at once, as one types; more are tried as a job, when the person asks for it. */
const mostAtOnce = 1_000;
const typingMs = 350;

/** Plans one thing for many servers, shows what would become of each, and does it. Closes with whether it was done. */
@Component({
  selector: 'fleet-bulk-sheet',
  imports: [FormRoot, OrderForm, OutcomeView, TrialView],
  providers: [Trial],
  templateUrl: './bulk-sheet.html',
  styleUrls: ['../ui/sheet.css', './bulk-sheet.css'],
})
export class BulkSheet {
  private readonly api = inject(BulkApi);
  private readonly jobs = inject(JobsStore);
  private readonly undo = inject(Undo);
  protected readonly trial = inject(Trial);
  protected readonly dialog = inject<DialogRef<boolean>>(DialogRef);
  protected readonly plan = inject<BulkPlan>(DIALOG_DATA);

  private readonly draft = signal<OrderDraft>(newOrder);
  protected readonly form = form(this.draft, orderSchema, {
    submission: { action: () => this.decide().then(() => undefined) },
  });

  protected readonly heading = planOf(
    this.plan.action,
    this.plan.count.value === 1 ? '1 server' : `${totalOf(this.plan.count)} servers`,
  );
  protected readonly isImmediate = this.plan.count.value <= mostAtOnce;
  protected readonly sentenceOf = sentenceOf;
  protected readonly problem = signal<Problem | null>(null);
  /** What was done, where something of it failed and has to be looked at. */
  protected readonly done = signal<Told | null>(null);

  private readonly order = computed(() => this.orderAt(Date.now()));
  private readonly previewed = computed(() => this.order() && JSON.stringify(previewOf(this.order()!)));

  protected readonly told = computed(() => {
    const state = this.trial.state();
    return state.form === 'told' ? state.told : null;
  });
  protected readonly isTrying = computed(() => ['asking', 'under-way'].includes(this.trial.state().form));
  protected readonly isMissingReason = computed(
    () => needsReason(this.plan.action, this.draft()) && !this.draft().reason.trim(),
  );
  /** One that is refused would keep all the others as they are. */
  protected readonly isInVain = computed(() => this.draft().atomic && (this.told()?.counts.failed ?? 0) > 0);
  protected readonly canDecide = computed(() => {
    if (this.order() === null || this.isTrying()) return false;
    const told = this.told();
    return told === null || (told.counts.changed > 0 && !this.isInVain() && !this.isMissingReason());
  });
  protected readonly deed = computed(() => {
    const told = this.told();
    if (told) return deedOf(this.plan.action, told.counts.changed);
    return this.isTrying() ? 'Looking …' : 'Preview';
  });

  constructor() {
    effect((onCleanup) => {
      const asked = this.previewed();
      untracked(() => this.trial.forget());
      if (asked === null || !this.isImmediate) return;
      const timer = setTimeout(() => this.preview(), typingMs);
      onCleanup(() => clearTimeout(timer));
    });
  }

  protected counted(count: number): string {
    return counted(count, 'server');
  }

  protected undoAll({ changeSetId }: Told): void {
    if (changeSetId) void this.undo.revert(changeSetId);
    this.dialog.close(true);
  }

  /** Who has seen what failed can still take back what did not. */
  protected finish(told: Told): void {
    this.offerUndo(told);
    this.dialog.close(true);
  }

  /** The first time looks, the second does. */
  private async decide(): Promise<void> {
    const order = this.order();
    if (!order || !this.canDecide()) return;
    if (this.told()) await this.carryOut(this.orderAt(Date.now()) ?? order);
    else this.preview();
  }

  private orderAt(now: number): Order | null {
    return this.form().invalid() ? null : orderOf(this.plan.action, this.draft(), now);
  }

  private preview(): void {
    const order = this.order();
    if (order) this.trial.ask(this.api.carryOut({ select: this.plan.select, ...previewOf(order), dryRun: true }));
  }

  private async carryOut(order: Order): Promise<void> {
    this.problem.set(null);
    try {
      const undertaken = await firstValueFrom(this.api.carryOut({ select: this.plan.select, ...order }));
      if ('jobId' in undertaken) {
        this.jobs.follow(undertaken.job);
        this.dialog.close(true);
      } else this.tell(toldBy(undertaken));
    } catch (error) {
      this.problem.set(problemOf(error));
    }
  }

  private tell(told: Told): void {
    if (told.isApplied && told.counts.failed === 0) this.finish(told);
    else this.done.set(told);
  }

  private offerUndo({ isApplied, changeSetId, counts }: Told): void {
    const text = doneOf(this.plan.action, counts.changed);
    if (isApplied && changeSetId && counts.changed > 0) this.undo.offer(text, changeSetId);
  }
}
