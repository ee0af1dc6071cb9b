import { Component, DestroyRef, computed, effect, inject, input, untracked, viewChild } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Router, RouterLink } from '@angular/router';
import { Subject, debounceTime } from 'rxjs';
import { ContactStore } from '../api/contact-store';
import { Session } from '../api/session';
import { Group } from '../api/wire';
import { Bar, Share } from '../ui/bar';
import { countOf, totalOf } from '../ui/number';
import { ProblemPanel } from '../ui/problem-panel';
import { Reached } from '../ui/reached';
import { RowKeys } from '../ui/row-keys';
import { Shortcuts } from '../ui/shortcuts';
import { membersQuery } from './group-query';
import { GroupSheets } from './group-sheets';
import { GroupsStore } from './groups-store';
import { sharesOf } from './health-roll-up';

const typingMs = 200;

/** Sets of servers as a tree, each with how its members are. */
@Component({
  selector: 'fleet-groups-page',
  imports: [Bar, ProblemPanel, Reached, RouterLink, RowKeys],
  providers: [GroupsStore],
  templateUrl: './groups-page.html',
  styleUrl: './groups-page.css',
})
export class GroupsPage {
  readonly name = input('', { transform: (name: string | undefined) => name ?? '' });

  private readonly router = inject(Router);
  private readonly sheets = inject(GroupSheets);
  private readonly rows = viewChild(RowKeys);
  private readonly typed = new Subject<string>();
  protected readonly store = inject(GroupsStore);
  protected readonly session = inject(Session);
  protected readonly contact = inject(ContactStore);
  protected readonly countOf = countOf;
  protected readonly totalOf = totalOf;
  protected readonly membersQuery = membersQuery;

  protected readonly heading = computed(() => {
    const total = this.store.groups.total();
    return total && total.value > 0 ? totalOf(total) : '';
  });

  constructor() {
    effect(() => {
      const name = this.name();
      untracked(() => this.store.show(name));
    });
    this.typed.pipe(debounceTime(typingMs), takeUntilDestroyed()).subscribe((name) => {
      void this.router.navigate([], { queryParams: { name: name || null }, replaceUrl: true });
    });
    inject(Shortcuts).on(inject(DestroyRef), {
      add: () => this.session.canWrite() && (void this.define(null), true),
      edit: () => this.withRow((group) => void this.define(group)),
    });
  }

  protected filter(text: string): void {
    this.typed.next(text.trim());
  }

  protected sharesOf(group: Group): Share[] {
    return sharesOf(group);
  }

  /** What is not well, the worst first; each leads to the servers. */
  protected illOf({ name, health, servers }: Group) {
    return (['unhealthy', 'degraded', 'unknown'] as const)
      .filter((status) => health[status] > 0)
      .map((status) => ({
        words: `${servers.exact ? '' : '~'}${countOf(health[status])} ${status}`,
        q: `${membersQuery(name)} health:${status}`,
      }));
  }

  protected async define(group: Group | null): Promise<void> {
    const saved = await this.sheets.define(group);
    if (saved && group === null) await this.router.navigate(['/groups', saved.id]);
    else if (saved) this.store.groups.refresh();
  }

  private withRow(act: (group: Group) => void): boolean {
    const group = this.store.branches()?.[this.rows()?.place() ?? -1]?.group;
    if (!group || !this.session.canWrite()) return false;
    act(group);
    return true;
  }
}
