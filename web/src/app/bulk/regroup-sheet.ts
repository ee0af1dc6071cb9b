import { DIALOG_DATA } from '@angular/cdk/dialog';
import { Component, computed, inject, signal } from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import { FormField, form } from '@angular/forms/signals';
import { GroupsApi } from '../api/groups-api';
import { BulkRequest } from '../api/wire';
import { TextField } from '../ui/text-field';
import { Chosen } from './arrangement';
import { Ordering } from './ordering';

/** Puts the chosen servers into a group, or takes them out. Closes with whether it was done. */
@Component({
  selector: 'fleet-regroup-sheet',
  imports: [FormField, Ordering, TextField],
  template: `
    <fleet-ordering [heading]="heading" [deed]="deed()" [order]="order" [count]="chosen.count.value">
      <fieldset>
        <legend>They are</legend>
        <label><input type="radio" value="add" [formField]="form.deed" /> put into</label>
        <label><input type="radio" value="remove" [formField]="form.deed" /> taken out of</label>
      </fieldset>
      <div class="field">
        <label for="group">Group</label>
        <select class="input" id="group" cdkFocusInitial [formField]="form.id">
          <option value="">choose one</option>
          @for (group of groups(); track group.id) {
            <option [value]="group.id">{{ group.name }}</option>
          }
        </select>
        @if (form.deed().value() === 'remove') {
          <p class="hint">Whom a query makes a member stays one.</p>
        } @else if (groups().length === 0 && !fetched.isLoading()) {
          <p class="hint">There is no group yet.</p>
        }
      </div>
      <fleet-text-field label="Reason" placeholder="Kept in the audit" [field]="form.reason" />
    </fleet-ordering>
  `,
  styleUrl: './arrange-sheet.css',
})
export class RegroupSheet {
  protected readonly chosen = inject<Chosen>(DIALOG_DATA);
  protected readonly heading = `Groups of ${this.chosen.words}`;
  private readonly draft = signal<{ deed: 'add' | 'remove'; id: string; reason: string }>({
    deed: 'add',
    id: '',
    reason: '',
  });
  protected readonly form = form(this.draft);

  private readonly api = inject(GroupsApi);
  protected readonly fetched = rxResource({ stream: () => this.api.names() });
  protected readonly groups = computed(() => (this.fetched.hasValue() ? this.fetched.value() : []));

  private readonly name = computed(() => this.groups().find(({ id }) => id === this.draft().id)?.name ?? '');
  protected readonly deed = computed(() =>
    this.draft().deed === 'add'
      ? { does: 'Put in', did: `Put into ${this.name()}:` }
      : { does: 'Take out', did: `Taken out of ${this.name()}:` },
  );

  protected readonly order = computed<BulkRequest | null>(() => {
    const { deed, id, reason } = this.draft();
    if (id === '') return null;
    return {
      select: this.chosen.select,
      action: 'group',
      params: { [deed]: [id] },
      ...(reason.trim() !== '' && { reason: reason.trim() }),
    };
  });
}
