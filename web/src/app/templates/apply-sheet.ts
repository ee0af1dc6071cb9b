import { DIALOG_DATA } from '@angular/cdk/dialog';
import { Component, computed, inject, signal } from '@angular/core';
import { FormField, form } from '@angular/forms/signals';
import { ApplyMode, BulkRequest, Template } from '../api/wire';
import { Ordering } from '../bulk/ordering';
import { matchesOf } from '../search/matches';
import { QueryField } from '../search/query-field';
import { TextField } from '../ui/text-field';

/** Which template, and what the sheet begins with. */
export interface ApplyPlan {
  template: Pick<Template, 'id' | 'name' | 'version'>;
  q: string;
  mode: ApplyMode;
}

/** Makes servers match a template: which, how, what would become of each; then it is done. Closes with whether it was. */
@Component({
  selector: 'fleet-apply-sheet',
  imports: [FormField, Ordering, QueryField, TextField],
  template: `
    <fleet-ordering [heading]="heading" [deed]="deed" [order]="order" [count]="count()" [names]="names">
      <fleet-query-field
        isFirst
        label="To the servers that match"
        placeholder="role:web -template:*"
        hint="A query, as in the search box."
        [field]="form.q"
        [matches]="matches"
      />
      <fieldset>
        <legend>What a server has already</legend>
        <label>
          <input type="radio" value="fill" [formField]="form.mode" />
          <span>stays: only what is missing is given</span>
        </label>
        <label>
          <input type="radio" value="overwrite" [formField]="form.mode" />
          <span>is replaced where it is otherwise than the template says</span>
        </label>
      </fieldset>
      <fleet-text-field label="Reason" placeholder="Kept in the audit" [field]="form.reason" />
      <label class="tick">
        <input type="checkbox" [formField]="form.atomic" />
        All or nothing: when one is refused, none is changed
      </label>
    </fleet-ordering>
  `,
  styles: `
    :host {
      display: contents;
    }

    fieldset {
      display: grid;
      gap: 2px;
      min-width: 0;
      margin: 0;
      padding: 0;
      border: 0;
    }

    legend {
      padding: 0 0 4px;
      color: var(--second);
      font-weight: 500;
    }

    fieldset label,
    .tick {
      display: flex;
      align-items: center;
      gap: 7px;
      min-height: 26px;
    }
  `,
})
export class ApplySheet {
  private readonly plan = inject<ApplyPlan>(DIALOG_DATA);
  private readonly draft = signal({ q: this.plan.q, mode: this.plan.mode, reason: '', atomic: false });

  protected readonly form = form(this.draft);
  protected readonly matches = matchesOf(computed(() => this.draft().q));
  protected readonly count = computed(() => this.matches.total()?.value ?? null);
  protected readonly heading = `Apply ${this.plan.template.name}, version ${this.plan.template.version}`;
  protected readonly names = new Map([[this.plan.template.id, this.plan.template.name]]);
  protected readonly deed = { does: 'Apply to', did: `Applied ${this.plan.template.name} to` };

  /** Nothing is not everything: without a query there is no order. */
  protected readonly order = computed<BulkRequest | null>(() => {
    const { q, mode, reason, atomic } = this.draft();
    if (q.trim() === '' || this.matches.problem() !== null || this.count() === 0) return null;
    return {
      select: { q: q.trim() },
      action: 'template',
      params: { id: this.plan.template.id, mode },
      atomic,
      ...(reason.trim() !== '' && { reason: reason.trim() }),
    };
  });
}
