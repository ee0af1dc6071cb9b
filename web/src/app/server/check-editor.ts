import { Component, input, output } from '@angular/core';
import { FieldTree, FormField } from '@angular/forms/signals';
import { TextField } from '../ui/text-field';
import { CheckDraft } from './draft';

/** One check of the form: what matters in one line, the rest folded away. */
@Component({
  selector: 'fleet-check-editor',
  imports: [FormField, TextField],
  template: `
    <fieldset>
      <legend class="spoken">Check {{ place() }}</legend>
      <div class="line">
        <div class="field type">
          <label [for]="'type-' + place()">Type</label>
          <select class="input" [id]="'type-' + place()" [formField]="check().type">
            <option value="tcp">tcp</option>
            <option value="http">http</option>
          </select>
        </div>
        <fleet-text-field class="port" label="Port" isNumber isCode [field]="check().port" />
        @if (check().type().value() === 'http') {
          <fleet-text-field class="grow" label="Path" isCode placeholder="/" [field]="check().path" />
          <label class="tick"><input type="checkbox" [formField]="check().tls" /> TLS</label>
        } @else {
          <span class="grow hint third">up when it accepts a connection</span>
        }
        <button
          type="button"
          class="button quiet"
          [attr.aria-label]="'Remove check ' + place()"
          (click)="removed.emit()"
        >
          Remove
        </button>
      </div>
      <details>
        <summary class="second">Timing, thresholds, expectation</summary>
        <div class="more">
          <fleet-text-field label="Name" placeholder="type and port" [field]="check().name" />
          <div class="field">
            <label [for]="'severity-' + place()">When it fails</label>
            <select class="input" [id]="'severity-' + place()" [formField]="check().severity">
              <option value="critical">unhealthy (critical)</option>
              <option value="warning">degraded at most (warning)</option>
            </select>
          </div>
          <fleet-text-field label="Every, s" isNumber placeholder="default" [field]="check().intervalSeconds" />
          <fleet-text-field label="Time-out, ms" isNumber placeholder="default" [field]="check().timeoutMs" />
          <fleet-text-field label="Slow above, ms" isNumber placeholder="never" [field]="check().warnMs" />
          <fleet-text-field label="Down after failures" isNumber placeholder="3" [field]="check().failAfter" />
          <fleet-text-field label="Up after successes" isNumber placeholder="2" [field]="check().recoverAfter" />
          @if (check().type().value() === 'http') {
            <fleet-text-field label="Statuses" isCode placeholder="200 to 399" [field]="check().statuses" />
            <fleet-text-field label="Body contains" [field]="check().bodyContains" />
          }
        </div>
      </details>
    </fieldset>
  `,
  styles: `
    fieldset {
      display: grid;
      gap: 8px;
      min-width: 0;
      margin: 0;
      padding: 8px 12px 10px;
      border: 1px solid var(--line);
      border-radius: 10px;
    }

    .line {
      display: flex;
      align-items: flex-start;
      gap: 8px;
    }

    .type {
      width: 76px;
    }

    .port {
      width: 84px;
    }

    .grow {
      flex: 1;
      min-width: 0;
    }

    .hint,
    .tick,
    .button {
      margin-top: 29px;
    }

    .button {
      margin-top: 25px;
      padding: 0 6px;
    }

    .tick {
      display: flex;
      gap: 6px;
      align-items: center;
    }

    summary {
      width: fit-content;
      cursor: pointer;
      font-size: 12px;
    }

    .more {
      display: grid;
      grid-template-columns: repeat(2, minmax(0, 1fr));
      gap: 8px 14px;
      padding-top: 8px;
    }
  `,
})
export class CheckEditor {
  readonly check = input.required<FieldTree<CheckDraft>>();
  /** From 1, to tell one from another. */
  readonly place = input.required<number>();
  readonly removed = output<void>();
}
