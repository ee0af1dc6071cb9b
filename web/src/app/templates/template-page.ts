import { CdkMenu, CdkMenuItem, CdkMenuTrigger } from '@angular/cdk/menu';
import { Component, DestroyRef, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { Router, RouterLink } from '@angular/router';
import { ContactStore } from '../api/contact-store';
import { Session } from '../api/session';
import { ApplyMode, DriftedServer, Template, TemplateVersion } from '../api/wire';
import { written } from '../search/scan';
import { ServerSheets } from '../server/server-sheets';
import { countOf } from '../ui/number';
import { ProblemPanel } from '../ui/problem-panel';
import { RowKeys } from '../ui/row-keys';
import { Shortcuts } from '../ui/shortcuts';
import { ContentPanel } from './content-panel';
import { DriftPanel } from './drift-panel';
import { TemplateActions } from './template-actions';
import { originOf } from './template-draft';
import { TemplateSheets } from './template-sheets';
import { TemplateStore } from './template-store';
import { VersionList } from './version-list';

/** One template: what it says and said, and which of its servers no longer match. */
@Component({
  selector: 'fleet-template-page',
  imports: [
    CdkMenu,
    CdkMenuItem,
    CdkMenuTrigger,
    ContentPanel,
    DriftPanel,
    ProblemPanel,
    RouterLink,
    RowKeys,
    VersionList,
  ],
  providers: [TemplateStore],
  templateUrl: './template-page.html',
  styleUrl: './template-page.css',
})
export class TemplatePage {
  readonly id = input.required<string>();

  private readonly router = inject(Router);
  private readonly sheets = inject(TemplateSheets);
  private readonly serverSheets = inject(ServerSheets);
  private readonly actions = inject(TemplateActions);
  private readonly title = inject(Title);
  protected readonly store = inject(TemplateStore);
  protected readonly session = inject(Session);
  protected readonly contact = inject(ContactStore);
  protected readonly countOf = countOf;

  protected readonly template = this.store.template;
  /** The servers that are made from it. */
  protected readonly q = computed(() => `template:${written(this.template()?.name ?? '')}`);
  /** Ids of the servers that are being brought in line. */
  protected readonly busy = signal<ReadonlySet<string>>(new Set());

  constructor() {
    effect(() => {
      const id = this.id();
      untracked(() => this.store.show(id));
    });
    effect(() => {
      const name = this.template()?.name;
      if (name) this.title.setTitle(`${name} · InfraWatch Fleet`);
    });
    inject(Shortcuts).on(inject(DestroyRef), {
      edit: () => this.withTemplate((template) => void this.edit(template)),
      add: () => this.withTemplate((template) => void this.create(template)),
      back: () => void this.router.navigate(['/templates']),
    });
  }

  protected async edit(template: Template): Promise<void> {
    const changed = await this.sheets.write(template);
    if (changed) this.store.took(changed);
  }

  protected async create(template: Template): Promise<void> {
    const server = await this.serverSheets.addFrom(originOf(template));
    if (server) await this.router.navigate(['/servers', server.id]);
  }

  protected async apply(template: Template, q: string, mode: ApplyMode): Promise<void> {
    if (await this.sheets.apply({ template, q, mode })) this.store.refresh();
  }

  protected async bringInLine(template: Template, server: DriftedServer): Promise<void> {
    this.busy.update((busy) => new Set(busy).add(server.serverId));
    await this.actions.bringInLine(template, server);
    this.busy.update((busy) => new Set([...busy].filter((id) => id !== server.serverId)));
    this.store.refresh();
  }

  protected async bringBack(template: Template, version: TemplateVersion): Promise<void> {
    const changed = await this.actions.bringBack(template, version);
    if (changed) this.store.took(changed);
    else this.store.refresh();
  }

  protected async remove(template: Template): Promise<void> {
    if (await this.actions.remove(template)) await this.router.navigate(['/templates']);
    else this.store.refresh();
  }

  private withTemplate(act: (template: Template) => void): boolean {
    const template = this.template();
    if (!template || !this.session.canWrite()) return false;
    act(template);
    return true;
  }
}
