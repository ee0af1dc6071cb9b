import { DIALOG_DATA } from '@angular/cdk/dialog';
import { Component, computed, inject, signal } from '@angular/core';
import { form } from '@angular/forms/signals';
import { BulkRequest, Group } from '../api/wire';
import { Ordering } from '../bulk/ordering';
import { matchesOf } from '../search/matches';
import { QueryField } from '../search/query-field';
import { TextField } from '../ui/text-field';

export interface MembersPlan {
  group: Pick<Group, 'id' | 'name'>;
  deed: 'add' | 'remove';
  /** What the sheet begins with. */
  q: string;
}

/** Puts servers into a group, or takes them out, after a look at each. Closes with whether it was done. */
@Component({
  selector: 'fleet-members-sheet',
  imports: [Ordering, QueryField, TextField],
  template: `
    <fleet-ordering [heading]="heading" [deed]="deed" [order]="order" [count]="count()">
      @if (plan.deed === 'remove') {
        <p class="second">Whom a query makes a member, of this group or of one nested in it, stays one.</p>
      }
      <fleet-query-field
        isFirst
        label="The servers that match"
        placeholder="role:web region:eu-*"
        hint="A query, as in the search box."
        [field]="form.q"
        [matches]="matches"
      />
      <fleet-text-field label="Reason" placeholder="Kept in the audit" [field]="form.reason" />
    </fleet-ordering>
  `,
  styles: `
    :host {
      display: contents;
    }
  `,
})
export class MembersSheet {
  protected readonly plan = inject<MembersPlan>(DIALOG_DATA);
  private readonly draft = signal({ q: this.plan.q, reason: '' });

  protected readonly form = form(this.draft);
  protected readonly matches = matchesOf(computed(() => this.draft().q));
  protected readonly count = computed(() => this.matches.total()?.value ?? null);
  private readonly isAdding = this.plan.deed === 'add';
  protected readonly heading = this.isAdding
    ? `Put servers into ${this.plan.group.name}`
    : `Take servers out of ${this.plan.group.name}`;
  protected readonly deed = this.isAdding
    ? { does: 'Put in', did: `Put into ${this.plan.group.name}:` }
    : { does: 'Take out', did: `Taken out of ${this.plan.group.name}:` };

  /** Nothing is not everything: without a query there is no order. */
  protected readonly order = computed<BulkRequest | null>(() => {
    const { q, reason } = this.draft();
    if (q.trim() === '' || this.matches.problem() !== null || this.count() === 0) return null;
    return {
      select: { q: q.trim() },
      action: 'group',
      params: { [this.plan.deed]: [this.plan.group.id] },
      ...(reason.trim() !== '' && { reason: reason.trim() }),
    };
  });
}
