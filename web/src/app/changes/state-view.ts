import { Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { shareDone } from '../bulk/jobs-state';
import { countOf } from '../ui/number';
import { ChangeSetState } from './state';

/** How it stands with a change set, in a word or a bar. Nothing is said of what is simply done. */
@Component({
  selector: 'fleet-change-set-state',
  imports: [RouterLink],
  template: `
    @let now = state();
    @switch (now.form) {
      @case ('under-way') {
        <progress [value]="share()" max="1" aria-label="How far it is"></progress>
        <span class="second">{{ progress() }}</span>
      }
      @case ('reverted') {
        <a class="second" [routerLink]="['/changesets', now.by]">reverted</a>
      }
      @case ('done') {}
      @default {
        <span class="second">{{ now.form }}</span>
      }
    }
  `,
  styles: `
    :host {
      display: flex;
      align-items: center;
      gap: 8px;
    }

    progress {
      width: 90px;
    }
  `,
})
export class StateView {
  readonly state = input.required<ChangeSetState>();

  private readonly job = computed(() => {
    const state = this.state();
    return state.form === 'under-way' ? state.job : undefined;
  });
  protected readonly share = computed(() => (this.job() ? shareDone(this.job()!) : 0));
  protected readonly progress = computed(() => {
    const job = this.job();
    if (!job) return 'under way';
    return job.status === 'queued' ? 'waits' : `${countOf(job.progress.done)} of ${countOf(job.progress.total)}`;
  });
}
