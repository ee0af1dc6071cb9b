import { Component, computed, inject, input } from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import { FieldTree, FormField } from '@angular/forms/signals';
import { map } from 'rxjs';
import { CredentialsApi } from '../api/credentials-api';

const mostShown = 500;

/** Which key logs in to a server. One that is not among those that there are is kept, and said so. */
@Component({
  selector: 'fleet-key-field',
  imports: [FormField],
  template: `
    <div class="field">
      <label for="ssh-key">Key</label>
      <select class="input" id="ssh-key" [formField]="field()">
        <option value="">none: nobody logs in</option>
        @for (key of known(); track key.id) {
          <option [value]="key.id">{{ key.name }}</option>
        }
        @if (unknown(); as id) {
          <option [value]="id">{{ keys.isLoading() ? '…' : 'a key that is gone' }}</option>
        }
      </select>
      @if (keys.error()) {
        <p class="hint">The keys could not be fetched. It stays as it is.</p>
      }
    </div>
  `,
})
export class KeyField {
  readonly field = input.required<FieldTree<string>>();

  private readonly api = inject(CredentialsApi);
  protected readonly keys = rxResource({
    stream: () => this.api.list({ limit: mostShown }).pipe(map(({ items }) => items)),
    defaultValue: [],
  });

  /** The value of a resource in the state of an error throws. */
  protected readonly known = computed(() => (this.keys.hasValue() ? this.keys.value() : []));
  protected readonly unknown = computed(() => {
    const id = this.field()().value();
    return id !== '' && !this.known().some((key) => key.id === id) ? id : null;
  });
}
