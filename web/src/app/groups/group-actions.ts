import { Service, inject } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { BulkApi } from '../api/bulk-api';
import { GroupsApi } from '../api/groups-api';
import { problemOf, sentenceOf } from '../api/problem';
import { Group, ServerView } from '../api/wire';
import { Undo } from '../bulk/undo';
import { Dialogs } from '../ui/dialogs';
import { Notices } from '../ui/notices';
import { counted } from '../ui/number';

/** What is done to a group without a sheet. A failure is told, and then nothing was done. */
@Service()
export class GroupActions {
  private readonly api = inject(GroupsApi);
  private readonly bulk = inject(BulkApi);
  private readonly undo = inject(Undo);
  private readonly notices = inject(Notices);
  private readonly dialogs = inject(Dialogs);

  /** Takes one server out that was put in. */
  async takeOut({ id, name }: Group, server: ServerView): Promise<void> {
    const request = { select: { ids: [server.id] }, action: 'group', params: { remove: [id] } };
    try {
      const undertaken = await firstValueFrom(this.bulk.carryOut(request));
      if ('jobId' in undertaken) return;
      const failure = undertaken.results[0]?.error;
      if (failure) this.notices.fail(`Not taken out. ${failure.message}`);
      else if (undertaken.changeSetId) {
        this.undo.offer(`${server.hostname} is taken out of ${name}`, undertaken.changeSetId);
      }
    } catch (error) {
      this.notices.fail(`Not taken out. ${sentenceOf(problemOf(error))}`);
    }
  }

  /** Asks first: there is no way back. Whether it was deleted. */
  async remove({ id, name, version, servers }: Group): Promise<boolean> {
    const whose = `${counted(servers.value, 'member')} ${servers.value === 1 ? 'stays as it is' : 'stay as they are'}`;
    const consequence = servers.value === 0 ? 'Nobody is in it.' : `Its ${whose}; only the group goes.`;
    const isMeant = await this.dialogs.confirm({ title: `Delete ${name}`, consequence, deed: 'Delete the group' });
    if (!isMeant) return false;
    try {
      await firstValueFrom(this.api.remove(id, version));
      this.notices.say(`Deleted ${name}`);
      return true;
    } catch (error) {
      this.notices.fail(`Not deleted. ${sentenceOf(problemOf(error))}`);
      return false;
    }
  }
}
