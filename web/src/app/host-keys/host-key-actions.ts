import { Service, inject } from '@angular/core';
import { Observable, firstValueFrom, map } from 'rxjs';
import { HostKeysApi } from '../api/host-keys-api';
import { problemOf, sentenceOf } from '../api/problem';
import { HostKey } from '../api/wire';
import { Dialogs } from '../ui/dialogs';
import { Notices } from '../ui/notices';
import type { Decided, Undecided } from './decision-box';

const mostTrusted = 20;

/** What is decided about host keys. Each answers whether something became otherwise. */
@Service()
export class HostKeyActions {
  private readonly api = inject(HostKeysApi);
  private readonly dialogs = inject(Dialogs);
  private readonly notices = inject(Notices);

  async decide(shown: HostKey): Promise<boolean> {
    const asked = this.api.list({ serverId: shown.serverId, state: 'trusted' }, { limit: mostTrusted });
    const trusted = await this.done(
      'The trusted host keys could not be fetched',
      asked.pipe(map(({ items }) => items)),
    );
    if (!trusted) return false;
    const decided = await this.dialogs.open<Decided, Undecided>(
      () => import('./decision-box').then((m) => m.DecisionBox),
      { shape: 'box', label: `${shown.hostname} shows another host key`, data: { shown, trusted } },
    );
    if (!decided) return false;
    const key = await this.done('Not decided', this.api.decide(shown, decided.decision, decided.reason));
    if (key) this.notices.say(`The host key of ${key.hostname} is ${key.state}`);
    return true;
  }

  async forget(key: HostKey): Promise<boolean> {
    const reason = await this.dialogs.open<string, HostKey>(() => import('./forget-box').then((m) => m.ForgetBox), {
      shape: 'box',
      label: `Forget the host key of ${key.hostname}`,
      data: key,
    });
    if (!reason) return false;
    const isGone = await this.done('Not forgotten', this.api.forget(key, reason).pipe(map(() => true)));
    if (isGone) this.notices.say(`Forgot a host key of ${key.hostname}`);
    return true;
  }

  async import(): Promise<boolean> {
    const sheet = () => import('./known-hosts-sheet').then((m) => m.KnownHostsSheet);
    return (
      (await this.dialogs.open<boolean, void>(sheet, { shape: 'wide-sheet', label: 'Import known_hosts' })) ?? false
    );
  }

  async adopt(): Promise<boolean> {
    const sheet = () => import('./adopt-sheet').then((m) => m.AdoptSheet);
    const label = 'Trust what discovery saw';
    return (await this.dialogs.open<boolean, void>(sheet, { shape: 'wide-sheet', label })) ?? false;
  }

  private async done<T>(refusal: string, request: Observable<T>): Promise<T | undefined> {
    try {
      return await firstValueFrom(request);
    } catch (error) {
      this.notices.fail(`${refusal}. ${sentenceOf(problemOf(error))}`);
      return undefined;
    }
  }
}
