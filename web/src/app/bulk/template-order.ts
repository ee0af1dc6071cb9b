import { DIALOG_DATA } from '@angular/cdk/dialog';
import { Component, computed, inject, signal } from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import { FormField, form } from '@angular/forms/signals';
import { map } from 'rxjs';
import { TemplatesApi } from '../api/templates-api';
import { ApplyMode, BulkRequest } from '../api/wire';
import { TextField } from '../ui/text-field';
import { Chosen } from './arrangement';
import { Ordering } from './ordering';

/** As many as one answer holds. */
const mostTemplates = 500;

/** Applies a template to the chosen servers. Closes with whether it was done. */
@Component({
  selector: 'fleet-template-order',
  imports: [FormField, Ordering, TextField],
  template: `
    <fleet-ordering [heading]="heading" [deed]="deed()" [order]="order" [count]="chosen.count.value" [names]="names()">
      <div class="field">
        <label for="template">Template</label>
        <select class="input" id="template" cdkFocusInitial [formField]="form.id">
          <option value="">choose one</option>
          @for (template of templates(); track template.id) {
            <option [value]="template.id">{{ template.name }}, version {{ template.version }}</option>
          }
        </select>
        @if (templates().length === 0 && !fetched.isLoading()) {
          <p class="hint">There is no template yet.</p>
        }
      </div>
      <fieldset>
        <legend>What a server has already</legend>
        <label><input type="radio" value="fill" [formField]="form.mode" /> stays: only what is missing is given</label>
        <label>
          <input type="radio" value="overwrite" [formField]="form.mode" />
          is replaced where it is otherwise than the template says
        </label>
      </fieldset>
      <fleet-text-field label="Reason" placeholder="Kept in the audit" [field]="form.reason" />
    </fleet-ordering>
  `,
  styleUrl: './arrange-sheet.css',
})
export class TemplateOrder {
  protected readonly chosen = inject<Chosen>(DIALOG_DATA);
  protected readonly heading = `Apply a template to ${this.chosen.words}`;
  private readonly draft = signal<{ id: string; mode: ApplyMode; reason: string }>({
    id: '',
    mode: 'fill',
    reason: '',
  });
  protected readonly form = form(this.draft);

  private readonly api = inject(TemplatesApi);
  protected readonly fetched = rxResource({
    stream: () => this.api.list({ limit: mostTemplates }).pipe(map(({ items }) => items)),
  });
  protected readonly templates = computed(() => (this.fetched.hasValue() ? this.fetched.value() : []));
  protected readonly names = computed(() => new Map(this.templates().map(({ id, name }) => [id, name])));
  protected readonly deed = computed(() => ({
    does: 'Apply to',
    did: `Applied ${this.names().get(this.draft().id) ?? 'it'} to`,
  }));

  protected readonly order = computed<BulkRequest | null>(() => {
    const { id, mode, reason } = this.draft();
    if (id === '') return null;
    return {
      select: this.chosen.select,
      action: 'template',
      params: { id, mode },
      ...(reason.trim() !== '' && { reason: reason.trim() }),
    };
  });
}
