import { Service, inject } from '@angular/core';
import { Observable, firstValueFrom } from 'rxjs';
import { BulkApi } from '../api/bulk-api';
import { problemOf, sentenceOf } from '../api/problem';
import { TemplatesApi } from '../api/templates-api';
import { DriftedServer, Template, TemplateVersion } from '../api/wire';
import { JobsStore } from '../bulk/jobs-store';
import { Undo } from '../bulk/undo';
import { Dialogs } from '../ui/dialogs';
import { Notices } from '../ui/notices';
import { counted } from '../ui/number';
import { contentOf } from './template-state';

/** What is done to a template, or by it, without a sheet. A failure is told, and then nothing was done. */
@Service()
export class TemplateActions {
  private readonly api = inject(TemplatesApi);
  private readonly bulk = inject(BulkApi);
  private readonly jobs = inject(JobsStore);
  private readonly undo = inject(Undo);
  private readonly notices = inject(Notices);
  private readonly dialogs = inject(Dialogs);

  /** Makes one server what the template says, which the page has just shown. Whether it was done. */
  async bringInLine({ id, name }: Template, { serverId, hostname }: DriftedServer): Promise<boolean> {
    const request = { select: { ids: [serverId] }, action: 'template', params: { id, mode: 'overwrite' } };
    const undertaken = await this.done('Not brought in line', this.bulk.carryOut(request));
    if (!undertaken) return false;
    if ('jobId' in undertaken) {
      this.jobs.follow(undertaken.job);
      return true;
    }
    const [outcome] = undertaken.results;
    if (outcome?.error) this.notices.fail(`Not brought in line. ${outcome.error.message}`);
    else if (undertaken.changeSetId) this.undo.offer(`${hostname} is as ${name} says`, undertaken.changeSetId);
    return outcome?.status === 'changed';
  }

  /** What an older version said becomes the newest; the way back is a version too. */
  async bringBack(template: Template, version: TemplateVersion): Promise<Template | undefined> {
    const change = this.api.change(template.id, template.version, contentOf(version));
    const changed = await this.done('Not brought back', change);
    if (changed) this.notices.say(`${changed.name} says again what version ${version.version} said`);
    return changed;
  }

  /** Asks first: there is no way back. Whether it was deleted. */
  async remove({ id, name, version, servers }: Template): Promise<boolean> {
    const stay = servers.total === 1 ? 'stays as it is' : 'stay as they are';
    const whose = `${counted(servers.total, 'server')} made from it ${stay}.`;
    const consequence = servers.total === 0 ? 'No server is made from it.' : whose;
    const isMeant = await this.dialogs.confirm({ title: `Delete ${name}`, consequence, deed: 'Delete the template' });
    if (!isMeant) return false;
    const isGone = await this.done('Not deleted', this.api.remove(id, version), true);
    if (isGone) this.notices.say(`Deleted ${name}`);
    return isGone === true;
  }

  /** The answer, or `instead` where there is none to speak of; nothing when it was refused. */
  private async done<T>(refusal: string, request: Observable<T>): Promise<T | undefined>;
  private async done<T>(refusal: string, request: Observable<unknown>, instead: T): Promise<T | undefined>;
  private async done(refusal: string, request: Observable<unknown>, instead?: unknown): Promise<unknown> {
    try {
      const answer = await firstValueFrom(request);
      return instead ?? answer;
    } catch (error) {
      this.notices.fail(`${refusal}. ${sentenceOf(problemOf(error))}`);
      return undefined;
    }
  }
}
