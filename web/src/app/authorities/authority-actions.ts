import { Service, inject } from '@angular/core';
import { Observable, firstValueFrom, map } from 'rxjs';
import { AuthoritiesApi } from '../api/authorities-api';
import { problemOf, sentenceOf } from '../api/problem';
import { Authority, Certificate } from '../api/wire';
import { JobsStore } from '../bulk/jobs-store';
import { Dialogs } from '../ui/dialogs';
import { Notices } from '../ui/notices';
import { counted } from '../ui/number';
import type { Cause } from './reason-box';
import type { Deployment } from './deploy-box';

/** What is done with an authority. A failure is told, and then nothing was done. */
@Service()
export class AuthorityActions {
  private readonly api = inject(AuthoritiesApi);
  private readonly dialogs = inject(Dialogs);
  private readonly notices = inject(Notices);
  private readonly jobs = inject(JobsStore);

  /** A new one, or the successor of one. */
  add(former: Authority | null = null): Promise<Authority | undefined> {
    const sheet = () => import('./authority-sheet').then((m) => m.AuthoritySheet);
    const label = former ? `Replace ${former.name}` : 'Add authority';
    return this.dialogs.open<Authority, Authority | null>(sheet, { shape: 'sheet', label, data: former });
  }

  async sign(authority: Authority): Promise<boolean> {
    const sheet = () => import('./sign-sheet').then((m) => m.SignSheet);
    const label = `Sign with ${authority.name}`;
    return (await this.dialogs.open<boolean, Authority>(sheet, { shape: 'sheet', label, data: authority })) ?? false;
  }

  /** On servers, as a job that is shown until it is put away. */
  async deploy(authority: Authority): Promise<boolean> {
    const box = () => import('./deploy-box').then((m) => m.DeployBox);
    const label = `Have servers trust ${authority.name}`;
    const wanted = await this.dialogs.open<Deployment, Authority>(box, { shape: 'box', label, data: authority });
    if (!wanted) return false;
    const { what, q } = wanted;
    const job = await this.done('Not begun', this.api[what](authority.id, q));
    if (job) this.jobs.follow(job);
    return job !== undefined;
  }

  async retire(authority: Authority): Promise<Authority | undefined> {
    const { name, trust, successorId } = authority;
    const servers = counted(trust.unproven, 'server');
    const lack = successorId === null ? 'and nobody replaces it.' : 'and did not prove that the successor is trusted.';
    const reason = await this.reason({
      title: `Retire ${name}`,
      consequence:
        'It signs no more, its private key is destroyed, and everything that it signed ends with the next revocation list.',
      deed: 'Retire it',
      ...(trust.unproven > 0 && { against: `${servers} ${trust.unproven === 1 ? 'trusts' : 'trust'} it, ${lack}` }),
    });
    if (!reason) return undefined;
    const retired = await this.done('Not retired', this.api.retire(authority.id, reason, trust.unproven > 0));
    if (retired) this.notices.say(`Retired ${name}`);
    return retired;
  }

  async revoke({ id, serial, keyId }: Certificate): Promise<boolean> {
    const reason = await this.reason({
      title: `Revoke certificate ${serial}`,
      consequence: `${keyId} is let in no more by servers that fetch the revocation list. This cannot be taken back.`,
      deed: 'Revoke it',
    });
    if (!reason) return false;
    const revoked = await this.done('Not revoked', this.api.revoke(id, reason));
    if (revoked) this.notices.say(`Revoked certificate ${serial}`);
    return true;
  }

  /** Its name has to be typed. Whether it was deleted. */
  async remove({ id, name, version }: Authority): Promise<boolean> {
    const isMeant = await this.dialogs.confirm({
      title: `Delete ${name}`,
      consequence: 'It is gone for ever. Its key stays in the revocation list of those that replaced it.',
      deed: 'Delete the authority',
      typed: name,
    });
    if (!isMeant) return false;
    const isGone = await this.done('Not deleted', this.api.remove(id, version).pipe(map(() => true)));
    if (isGone) this.notices.say(`Deleted ${name}`);
    return isGone ?? false;
  }

  /** Once, because the former path ends with it. */
  async openDownload({ id, name }: Authority): Promise<string | undefined> {
    const isMeant = await this.dialogs.confirm({
      title: `Another address for the revocation list of ${name}`,
      consequence: 'Servers fetch the list there without signing in. It is shown once, and a former address ends.',
      deed: 'Make the address',
    });
    return isMeant ? this.done('Not opened', this.api.openDownload(id)) : undefined;
  }

  private reason(cause: Cause): Promise<string | undefined> {
    const box = () => import('./reason-box').then((m) => m.ReasonBox);
    return this.dialogs.open<string, Cause>(box, { shape: 'box', label: cause.title, data: cause });
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
