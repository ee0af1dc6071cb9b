import { Service, inject } from '@angular/core';
import { Subject, firstValueFrom } from 'rxjs';
import { BulkApi } from '../api/bulk-api';
import { problemOf, sentenceOf } from '../api/problem';
import { Undertaken } from '../api/wire';
import { Notices } from '../ui/notices';
import { counted } from '../ui/number';
import { JobsStore } from './jobs-store';

/** Takes change sets back, and offers to. */
@Service()
export class Undo {
  private readonly api = inject(BulkApi);
  private readonly jobs = inject(JobsStore);
  private readonly notices = inject(Notices);
  private readonly reverted = new Subject<void>();

  /** Something was taken back: who shows it should look again. */
  readonly done = this.reverted.asObservable();

  /** Says what was done, and for six seconds takes it back at one click. */
  offer(text: string, changeSetId: string): void {
    this.notices.offerUndo(text, () => void this.revert(changeSetId));
  }

  /** At once, or as a job that the person can watch. Answers whether it was accepted. */
  async revert(changeSetId: string, reason?: string): Promise<boolean> {
    try {
      this.tell(await firstValueFrom(this.api.revert(changeSetId, reason ? { reason } : {})));
      return true;
    } catch (error) {
      this.notices.fail(`Not taken back. ${sentenceOf(problemOf(error))}`);
      return false;
    }
  }

  private tell(undertaken: Undertaken): void {
    if ('jobId' in undertaken) {
      this.jobs.follow(undertaken.job);
      return;
    }
    const { changed, failed, results } = undertaken;
    const left = results.find(({ status }) => status === 'failed');
    if (left) {
      const others = failed > 1 ? ` and ${counted(failed - 1, 'other')}` : '';
      this.notices.fail(
        `Taken back for ${counted(changed, 'server')}; ${left.hostname}${others} changed since and stayed`,
      );
    } else this.notices.say(`Taken back for ${counted(changed, 'server')}`);
    this.reverted.next();
  }
}
