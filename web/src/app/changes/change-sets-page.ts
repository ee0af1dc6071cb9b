import { Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { ContactStore } from '../api/contact-store';
import { ChangeSet } from '../api/wire';
import { JobsStore } from '../bulk/jobs-store';
import { Clock } from '../ui/clock';
import { countOf, totalOf } from '../ui/number';
import { ProblemPanel } from '../ui/problem-panel';
import { Reached } from '../ui/reached';
import { clockOf } from '../ui/time';
import { ChangeSetsStore } from './change-sets-store';
import { StateView } from './state-view';
import { ChangeSetState, stateOf } from './state';

/** What was done to many servers at once, newest first. */
@Component({
  selector: 'fleet-change-sets-page',
  imports: [ProblemPanel, Reached, RouterLink, StateView],
  providers: [ChangeSetsStore],
  templateUrl: './change-sets-page.html',
  styleUrl: './change-sets-page.css',
})
export class ChangeSetsPage {
  private readonly jobs = inject(JobsStore);
  protected readonly store = inject(ChangeSetsStore);
  protected readonly contact = inject(ContactStore);
  protected readonly clock = inject(Clock);
  protected readonly clockOf = clockOf;
  protected readonly countOf = countOf;

  protected readonly heading = computed(() => {
    const total = this.store.total();
    return total && total.value > 0 ? totalOf(total) : '';
  });

  protected stateOf(changeSet: ChangeSet): ChangeSetState {
    return stateOf(changeSet, changeSet.jobId === null ? undefined : this.jobs.job(changeSet.jobId));
  }
}
