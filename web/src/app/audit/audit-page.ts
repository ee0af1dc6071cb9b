import { Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { ContactStore } from '../api/contact-store';
import { AuditEntry } from '../api/wire';
import { Changes } from '../ui/changes';
import { Clock } from '../ui/clock';
import { totalOf } from '../ui/number';
import { ProblemPanel } from '../ui/problem-panel';
import { Reached } from '../ui/reached';
import { clockOf } from '../ui/time';
import { Asked, isNarrowed } from './audit-filter';
import { AuditFilters, Narrowing } from './audit-filters';
import { AuditStore } from './audit-store';
import { EntryDetail } from './entry-detail';
import { VerificationPanel } from './verification-panel';

const pages: Record<string, string | undefined> = { server: '/servers', template: '/templates', group: '/groups' };
/** After these there is nothing left to look at; a deleted server still has its page. */
const endings = new Set(['server.purged', 'template.deleted', 'group.deleted']);

/** Who did what, newest first. The filters are the address. */
@Component({
  selector: 'fleet-audit-page',
  imports: [AuditFilters, Changes, EntryDetail, ProblemPanel, Reached, RouterLink, VerificationPanel],
  providers: [AuditStore],
  templateUrl: './audit-page.html',
  styleUrl: './audit-page.css',
})
export class AuditPage {
  readonly action = input<string>();
  readonly subject = input<string>();
  readonly subjectType = input<string>();
  readonly actor = input<string>();
  readonly actorName = input<string>();
  readonly field = input<string>();
  readonly from = input<string>();
  readonly to = input<string>();
  readonly last = input<string>();

  private readonly router = inject(Router);
  protected readonly store = inject(AuditStore);
  protected readonly contact = inject(ContactStore);
  protected readonly clock = inject(Clock);
  protected readonly clockOf = clockOf;
  protected readonly isVerifying = signal(false);
  /** The entry of which all is shown. */
  protected readonly opened = signal<string | null>(null);

  protected readonly asked = computed<Asked>(() => ({
    action: this.action(),
    subject: this.subject(),
    subjectType: this.subjectType(),
    actor: this.actor(),
    actorName: this.actorName(),
    field: this.field(),
    from: this.from(),
    to: this.to(),
    last: this.last(),
  }));

  protected readonly heading = computed(() => {
    const total = this.store.total();
    return total ? `${totalOf(total)} ${total.value === 1 ? 'entry' : 'entries'}` : '';
  });

  protected readonly isFiltered = computed(() => isNarrowed(this.asked()));

  /** The name of who or what the list is narrowed to, as far as an entry tells. */
  protected readonly nameOfSubject = computed(() => {
    const entry = this.store.entries()?.find(({ subject }) => subject.id === this.subject());
    return entry?.subject.name ?? this.subject();
  });
  protected readonly nameOfActor = computed(() => {
    const entry = this.store.entries()?.find(({ actor }) => actor.id === this.actor());
    return entry?.actor.name ?? this.actor();
  });

  constructor() {
    effect(() => {
      const asked = this.asked();
      untracked(() => this.store.show(asked));
    });
  }

  protected narrow(queryParams: Narrowing): void {
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge' });
  }

  protected clear(): void {
    const queryParams = Object.fromEntries(Object.keys(this.asked()).map((name) => [name, null]));
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge' });
  }

  /** What has a page of its own, as long as it is there. */
  protected linkOf({ subject, action }: AuditEntry): string[] | null {
    const page = pages[subject.type];
    return page && subject.id && !endings.has(action) ? [page, subject.id] : null;
  }
}
