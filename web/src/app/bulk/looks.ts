import { Service, inject } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { BulkApi } from '../api/bulk-api';
import { problemOf, sentenceOf } from '../api/problem';
import { Notices } from '../ui/notices';
import { counted } from '../ui/number';
import { JobsStore } from './jobs-store';
import { Select } from './selection';

/** Asks for many servers to be looked at now. It changes nothing, so it needs no look ahead and leaves nothing to undo. */
@Service()
export class Looks {
  private readonly api = inject(BulkApi);
  private readonly jobs = inject(JobsStore);
  private readonly notices = inject(Notices);

  async order(select: Select): Promise<void> {
    try {
      const undertaken = await firstValueFrom(this.api.carryOut({ select, action: 'check' }));
      if ('jobId' in undertaken) {
        this.jobs.follow(undertaken.job);
        return;
      }
      const { changed, failed, results } = undertaken;
      const asked = `Asked to look at ${counted(changed, 'server')}`;
      const refused = results.find(({ error }) => error !== null)?.error;
      if (refused) this.notices.fail(`${asked}, not at ${failed.toLocaleString('en')}: ${refused.message}`);
      else this.notices.say(asked);
    } catch (error) {
      this.notices.fail(`Nobody was asked. ${sentenceOf(problemOf(error))}`);
    }
  }
}
