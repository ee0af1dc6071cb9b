import { CdkMenu, CdkMenuItem, CdkMenuTrigger } from '@angular/cdk/menu';
import { Component, DestroyRef, computed, effect, inject, input, untracked } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { Router, RouterLink } from '@angular/router';
import { ContactStore } from '../api/contact-store';
import { Session } from '../api/session';
import { Group, ServerView } from '../api/wire';
import { countOf, totalOf } from '../ui/number';
import { ProblemPanel } from '../ui/problem-panel';
import { RowKeys } from '../ui/row-keys';
import { Shortcuts } from '../ui/shortcuts';
import { GroupActions } from './group-actions';
import { membersQuery } from './group-query';
import { GroupSheets } from './group-sheets';
import { GroupStore } from './group-store';
import { HealthRollUp } from './health-roll-up';
import { MemberList } from './member-list';

/** One group: how its members are, who they are, and why. */
@Component({
  selector: 'fleet-group-page',
  imports: [CdkMenu, CdkMenuItem, CdkMenuTrigger, HealthRollUp, MemberList, ProblemPanel, RouterLink, RowKeys],
  providers: [GroupStore],
  templateUrl: './group-page.html',
  styleUrl: './group-page.css',
})
export class GroupPage {
  readonly id = input.required<string>();

  private readonly router = inject(Router);
  private readonly sheets = inject(GroupSheets);
  private readonly actions = inject(GroupActions);
  private readonly title = inject(Title);
  protected readonly store = inject(GroupStore);
  protected readonly session = inject(Session);
  protected readonly contact = inject(ContactStore);
  protected readonly countOf = countOf;
  protected readonly totalOf = totalOf;

  protected readonly group = this.store.group;
  protected readonly q = computed(() => membersQuery(this.group()?.name ?? ''));
  /** `~` where the numbers are estimates. */
  protected readonly approximately = computed(() => (this.group()?.servers.exact === false ? '~' : ''));

  constructor() {
    effect(() => {
      const id = this.id();
      untracked(() => this.store.show(id));
    });
    effect(() => {
      const name = this.group()?.name;
      if (name) this.title.setTitle(`${name} · InfraWatch Fleet`);
    });
    inject(Shortcuts).on(inject(DestroyRef), {
      edit: () => this.withGroup((group) => void this.edit(group)),
      add: () => this.withGroup((group) => void this.regroup(group, 'add', '')),
      back: () => void this.router.navigate(['/groups']),
    });
  }

  protected async edit(group: Group): Promise<void> {
    const changed = await this.sheets.define(group);
    if (changed) this.store.took(changed);
  }

  protected async regroup(group: Group, deed: 'add' | 'remove', q: string): Promise<void> {
    if (await this.sheets.regroup({ group, deed, q })) this.store.refresh();
  }

  protected async takeOut(group: Group, server: ServerView): Promise<void> {
    await this.actions.takeOut(group, server);
    this.store.refresh();
  }

  protected async remove(group: Group): Promise<void> {
    if (await this.actions.remove(group)) await this.router.navigate(['/groups']);
    else this.store.refresh();
  }

  private withGroup(act: (group: Group) => void): boolean {
    const group = this.group();
    if (!group || !this.session.canWrite()) return false;
    act(group);
    return true;
  }
}
