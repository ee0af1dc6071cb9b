import { Component, computed, effect, inject, input, untracked } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { ContactStore } from '../api/contact-store';
import { AuditEntry } from '../api/wire';
import { Changes } from '../ui/changes';
import { Clock } from '../ui/clock';
import { totalOf } from '../ui/number';
import { ProblemPanel } from '../ui/problem-panel';
import { Reached } from '../ui/reached';
import { clockOf } from '../ui/time';
import { AuditStore, auditActions } from './audit-store';

const pages: Record<string, string | undefined> = { server: '/servers', template: '/templates', group: '/groups' };
/** After these there is nothing left to look at; a deleted server still has its page. */
const endings = new Set(['server.purged', 'template.deleted', 'group.deleted']);

/** Who did what, newest first. The filters are the address. */
@Component({
  selector: 'fleet-audit-page',
  imports: [Changes, ProblemPanel, Reached, RouterLink],
  providers: [AuditStore],
  templateUrl: './audit-page.html',
  styleUrl: './audit-page.css',
})
export class AuditPage {
  readonly action = input<string>();
  readonly subject = input<string>();
  readonly actor = input<string>();

  private readonly router = inject(Router);
  protected readonly store = inject(AuditStore);
  protected readonly contact = inject(ContactStore);
  protected readonly clock = inject(Clock);
  protected readonly auditActions = auditActions;
  protected readonly clockOf = clockOf;

  protected readonly heading = computed(() => {
    const total = this.store.total();
    return total ? `${totalOf(total)} ${total.value === 1 ? 'entry' : 'entries'}` : '';
  });

  protected readonly isFiltered = computed(() => Boolean(this.action() || this.subject() || this.actor()));

  /** The name of who or what the list is narrowed to, as far as an entry tells. */
  protected readonly subjectName = computed(() => {
    const entry = this.store.entries()?.find(({ subject }) => subject.id === this.subject());
    return entry?.subject.name ?? this.subject();
  });
  protected readonly actorName = computed(() => {
    const entry = this.store.entries()?.find(({ actor }) => actor.id === this.actor());
    return entry?.actor.name ?? this.actor();
  });

  constructor() {
    effect(() => {
      const filter = { action: this.action(), subject: this.subject(), actor: this.actor() };
      untracked(() => this.store.show(filter));
    });
  }

  protected narrow(change: { action?: string | null; subject?: string | null; actor?: string | null }): void {
    void this.router.navigate([], { queryParams: change, queryParamsHandling: 'merge' });
  }

  /** What has a page of its own, as long as it is there. */
  protected linkOf({ subject, action }: AuditEntry): string[] | null {
    const page = pages[subject.type];
    return page && subject.id && !endings.has(action) ? [page, subject.id] : null;
  }
}
