import { Component, computed, effect, inject, input, untracked } from '@angular/core';
import { RouterLink } from '@angular/router';
import { ContactStore } from '../api/contact-store';
import { Session } from '../api/session';
import { ChangeSet } from '../api/wire';
import { BulkSheets } from '../bulk/bulk-sheets';
import { factsOf } from '../bulk/facts';
import { JobsStore } from '../bulk/jobs-store';
import { RefusedView } from '../bulk/refused-view';
import { Changes } from '../ui/changes';
import { Clock } from '../ui/clock';
import { countOf, counted } from '../ui/number';
import { ProblemPanel } from '../ui/problem-panel';
import { Reached } from '../ui/reached';
import { clockOf } from '../ui/time';
import { ChangeSetStore } from './change-set-store';
import { StateView } from './state-view';
import { isRevertible } from './state';

/** One change set: who, when, why; each server before and after; and the way back. */
@Component({
  selector: 'fleet-change-set-page',
  imports: [Changes, ProblemPanel, Reached, RefusedView, RouterLink, StateView],
  providers: [ChangeSetStore],
  templateUrl: './change-set-page.html',
  styleUrl: './change-set-page.css',
})
export class ChangeSetPage {
  readonly id = input.required<string>();

  private readonly sheets = inject(BulkSheets);
  protected readonly jobs = inject(JobsStore);
  protected readonly store = inject(ChangeSetStore);
  protected readonly session = inject(Session);
  protected readonly contact = inject(ContactStore);
  protected readonly clock = inject(Clock);
  protected readonly clockOf = clockOf;
  protected readonly countOf = countOf;
  protected readonly counted = counted;
  protected readonly factsOf = factsOf;

  protected readonly canRevert = computed(() => {
    const changeSet = this.store.changeSet();
    return changeSet !== null && this.session.canWrite() && isRevertible(changeSet, this.store.job());
  });
  protected readonly canCancel = computed(() => this.store.state()?.form === 'under-way' && this.session.canWrite());
  protected readonly changedSince = computed(
    () => this.store.changeSet()?.items.filter(({ changedSince }) => changedSince).length ?? 0,
  );

  constructor() {
    effect(() => {
      const id = this.id();
      untracked(() => this.store.show(id));
    });
  }

  protected async revert(changeSet: ChangeSet): Promise<void> {
    if (await this.sheets.revert(changeSet)) this.store.refresh();
  }
}
