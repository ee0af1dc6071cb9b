import { Component, computed, input, output } from '@angular/core';
import { ImportPreview } from '../api/wire';
import { attributesFor } from './targets';

/** The columns of a file, some of what is in them, and the field that each becomes. */
@Component({
  selector: 'fleet-column-table',
  template: `
    <table class="plain-table">
      <caption class="spoken">
        Columns of the file and the fields that they fill
      </caption>
      <thead>
        <tr>
          <th scope="col">Column</th>
          <th scope="col">For example</th>
          <th scope="col">Becomes</th>
        </tr>
      </thead>
      <tbody>
        @for (column of columns(); track $index) {
          <tr [class.left-out]="column.target === null">
            <th scope="row" class="mono">{{ column.name || '(no name)' }}</th>
            <td class="samples mono second">
              @for (sample of column.samples; track sample) {
                <span class="ellipsis" [title]="sample">{{ sample }}</span>
              }
            </td>
            <td>
              <select
                class="input"
                [attr.aria-label]="'What ' + (column.name || 'this column') + ' becomes'"
                (change)="filled.emit({ column: column.name, target: $any($event.target).value || null })"
              >
                <option value="" [selected]="column.target === null">not imported</option>
                @for (attribute of column.attributes; track attribute.target) {
                  <option [value]="attribute.target" [selected]="column.target === attribute.target">
                    {{ attribute.name }}
                  </option>
                }
                <optgroup label="Fields">
                  @for (field of preview().fields; track field) {
                    <option [value]="field" [selected]="column.target === field">{{ field }}</option>
                  }
                </optgroup>
              </select>
            </td>
          </tr>
        }
      </tbody>
    </table>
  `,
  styles: `
    :host {
      display: block;
      max-height: 420px;
      overflow: auto;
    }

    tbody th {
      height: var(--row);
      padding: 0 14px 0 0;
      border-top: 1px solid var(--line);
      color: var(--text);
      font-weight: 400;
    }

    thead th {
      position: sticky;
      top: 0;
      background: var(--panel);
    }

    .left-out :is(th, .samples) {
      color: var(--third);
    }

    .samples {
      width: 55%;
      max-width: 0;
    }

    .samples span {
      display: inline-block;
      max-width: 32%;
      margin-right: 14px;
      vertical-align: bottom;
    }

    select {
      width: 210px;
      height: 27px;
    }
  `,
})
export class ColumnTable {
  readonly preview = input.required<ImportPreview>();
  readonly filled = output<{ column: string; target: string | null }>();

  protected readonly columns = computed(() =>
    this.preview().columns.map((column) => ({ ...column, attributes: attributesFor(column) })),
  );
}
