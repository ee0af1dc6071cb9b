import { Component, computed, inject, input } from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import { FieldTree, FormField } from '@angular/forms/signals';
import { map } from 'rxjs';
import { CredentialsApi } from '../../api/credentials-api';

const mostShown = 500;

/** With which other key to log in, to put one there or to take it away. */
@Component({
  selector: 'fleet-via-field',
  imports: [FormField],
  template: `
    <div class="field">
      <label for="via">Log in with</label>
      <select class="input" id="via" [formField]="field()">
        <option value="">{{ otherwise() }}</option>
        @for (key of others(); track key.id) {
          <option [value]="key.id">{{ key.name }}</option>
        }
      </select>
      @if (keys.error()) {
        <p class="hint">The other keys could not be fetched.</p>
      }
    </div>
  `,
})
export class ViaField {
  readonly field = input.required<FieldTree<string>>();
  /** The key that it is not. */
  readonly but = input.required<string>();
  /** What happens when none is named. */
  readonly otherwise = input.required<string>();

  private readonly api = inject(CredentialsApi);
  protected readonly keys = rxResource({
    stream: () => this.api.list({ limit: mostShown }).pipe(map(({ items }) => items)),
    defaultValue: [],
  });
  protected readonly others = computed(() =>
    this.keys.hasValue() ? this.keys.value().filter(({ id }) => id !== this.but()) : [],
  );
}
