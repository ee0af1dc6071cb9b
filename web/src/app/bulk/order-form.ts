import { Component, computed, inject, input } from '@angular/core';
import { FieldTree, FormField, applyEach, schema } from '@angular/forms/signals';
import { map } from 'rxjs';
import { SearchApi } from '../api/search-api';
import { lifecycles } from '../api/wire';
import { CheckEditor } from '../server/check-editor';
import { newCheck } from '../server/draft';
import { tagsFault } from '../server/form-rules';
import { checkSchema, rule } from '../server/server-form';
import { SilenceFields } from '../server/silence-fields';
import { CompletingField } from '../ui/completing-field';
import { LifecycleGlyph } from '../ui/lifecycle-glyph';
import { counted } from '../ui/number';
import { TextField } from '../ui/text-field';
import { BulkAction, OrderDraft, PatchField, needsReason, patchFields } from './order';

const suggested = 8;

export const orderSchema = schema<OrderDraft>((draft) => {
  rule(draft.add, tagsFault);
  rule(draft.remove, tagsFault);
  applyEach(draft.checks, checkSchema);
});

/** What is to be done to many servers, each action with its own few fields. */
@Component({
  selector: 'fleet-order-form',
  imports: [CheckEditor, CompletingField, FormField, LifecycleGlyph, SilenceFields, TextField],
  templateUrl: './order-form.html',
  styleUrl: './order-form.css',
})
export class OrderForm {
  readonly action = input.required<BulkAction>();
  readonly form = input.required<FieldTree<OrderDraft>>();

  private readonly search = inject(SearchApi);
  protected readonly lifecycles = lifecycles;
  protected readonly patchFields = patchFields;
  protected readonly needsReason = needsReason;
  protected readonly whyReason = computed(() =>
    this.action() === 'lifecycle' ? 'A move has to be explained.' : 'Shown to whoever wonders that nobody is called.',
  );

  protected readonly suggestTags = (begun: string) => this.suggest('tag', begun);

  /** One function a field, so that the box does not think that it was given another. */
  protected readonly suggestValues = Object.fromEntries(
    patchFields.map((field) => [field, (begun: string) => this.suggest(field, begun)]),
  ) as Record<PatchField, (begun: string) => ReturnType<OrderForm['suggest']>>;

  protected addField(): void {
    const { value } = this.form().fields();
    const free = patchFields.find((name) => value().every((field) => field.name !== name));
    if (free) value.update((fields) => [...fields, { name: free, value: '' }]);
  }

  protected removeField(index: number): void {
    this.form()
      .fields()
      .value.update((fields) => fields.filter((_, i) => i !== index));
  }

  protected addCheck(): void {
    this.form()
      .checks()
      .value.update((checks) => [...checks, newCheck]);
  }

  protected removeCheck(index: number): void {
    this.form()
      .checks()
      .value.update((checks) => checks.filter((_, i) => i !== index));
  }

  private suggest(field: string, begun: string) {
    return this.search
      .values(field, begun, suggested)
      .pipe(map((values) => values.map(({ value, count }) => ({ text: value, hint: counted(count, 'server') }))));
  }
}
