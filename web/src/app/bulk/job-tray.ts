import { Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Job } from '../api/wire';
import { countOf } from '../ui/number';
import { wordsOfEnd } from './job-words';
import { isUnderWay, shareDone } from './jobs-state';
import { JobsStore } from './jobs-store';
import { JobResult } from './outcomes';
import { Undo } from './undo';

/** The long work that this person ordered, on every page: how far it is, and afterwards what became of it. */
@Component({
  selector: 'fleet-job-tray',
  imports: [RouterLink],
  template: `
    <ng-content />
    @for (job of jobs.followed(); track job.id) {
      <section [attr.aria-label]="job.title">
        <header>
          @if (job.changeSetId) {
            <a class="ellipsis" [routerLink]="['/changesets', job.changeSetId]">{{ job.title }}</a>
          } @else {
            <strong class="ellipsis">{{ job.title }}</strong>
          }
          @if (!isUnderWay(job)) {
            <button type="button" class="close" aria-label="Put away" (click)="jobs.putAway(job.id)">×</button>
          }
        </header>
        @if (isUnderWay(job)) {
          <progress [value]="shareDone(job)" max="1" [attr.aria-label]="job.title"></progress>
        }
        <p>
          <span class="second" role="status">{{ wordsOf(job) }}</span>
          @if (isUnderWay(job)) {
            <button type="button" class="link" (click)="jobs.cancel(job.id)">Cancel</button>
          } @else if (canUndo(job)) {
            <button type="button" class="link" (click)="takeBack(job)">Undo</button>
          }
        </p>
      </section>
    }
  `,
  styleUrl: './job-tray.css',
})
export class JobTray {
  private readonly undo = inject(Undo);
  protected readonly jobs = inject(JobsStore);
  protected readonly isUnderWay = isUnderWay;
  protected readonly shareDone = shareDone;

  protected wordsOf(job: Job): string {
    const { done, total } = job.progress;
    switch (job.status) {
      case 'queued':
        return 'waits for its turn';
      case 'running':
      case 'paused':
        return `${countOf(done)} of ${countOf(total)}`;
      case 'cancelled':
        return `cancelled after ${countOf(done)} of ${countOf(total)}`;
      case 'failed':
        return job.error?.message ?? 'failed';
      case 'succeeded':
        return wordsOfEnd(job);
    }
  }

  protected canUndo({ changeSetId, result, status }: Job): boolean {
    const changed = (result as JobResult | null)?.changed ?? (status === 'cancelled' ? 1 : 0);
    return changeSetId !== null && changed > 0;
  }

  protected async takeBack(job: Job): Promise<void> {
    if (job.changeSetId && (await this.undo.revert(job.changeSetId))) this.jobs.putAway(job.id);
  }
}
