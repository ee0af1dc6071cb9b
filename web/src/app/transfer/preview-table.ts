import { Component, computed, input } from '@angular/core';
import { ImportPreview, RowFault } from '../api/wire';

/** The first rows as they would be read, and in each cell what is wrong with it. */
@Component({
  selector: 'fleet-preview-table',
  template: `
    <div class="scroller" tabindex="0" role="region" aria-label="First rows">
      <table class="plain-table">
        <thead>
          <tr>
            <th scope="col" class="number">Line</th>
            @for (head of heads(); track head) {
              <th scope="col" class="mono">{{ head }}</th>
            }
          </tr>
        </thead>
        <tbody>
          @for (row of rows(); track $index) {
            <tr>
              <th scope="row" class="number third">{{ row.line }}</th>
              @for (cell of row.cells; track $index) {
                <td class="mono" [class.bad]="cell.fault">
                  <span class="ellipsis" [title]="cell.value ?? ''">{{ cell.value ?? '–' }}</span>
                  @if (cell.fault) {
                    <span class="fault">{{ cell.fault.message }}</span>
                  }
                </td>
              }
            </tr>
            @for (fault of row.others; track $index) {
              <tr>
                <td></td>
                <td class="bad" [attr.colspan]="heads().length">
                  <span class="fault">{{ fault.pointer }} {{ fault.message }}</span>
                </td>
              </tr>
            }
          }
        </tbody>
      </table>
    </div>
  `,
  styles: `
    .scroller {
      max-height: 320px;
      overflow: auto;
    }

    thead th {
      position: sticky;
      top: 0;
      background: var(--panel);
    }

    tbody th {
      padding: 0 14px 0 0;
      border-top: 1px solid var(--line);
      font-weight: 400;
    }

    td .ellipsis {
      display: block;
      max-width: 260px;
    }

    .bad {
      background: var(--unhealthy-wash);
      box-shadow: -7px 0 0 var(--unhealthy-wash);
    }

    .fault {
      display: block;
      max-width: 320px;
      padding-bottom: 4px;
      color: var(--unhealthy);
      font: 400 12px/16px var(--sans);
      white-space: normal;
    }
  `,
})
export class PreviewTable {
  readonly preview = input.required<ImportPreview>();

  private readonly shown = computed(() =>
    this.preview()
      .columns.map(({ name, target }, at) => ({ name, target, at }))
      .filter(({ target }) => target !== null),
  );
  protected readonly heads = computed(() => this.shown().map(({ target }) => target));

  protected readonly rows = computed(() =>
    this.preview().rows.map(({ line, values, errors }) => {
      const cells = this.shown().map(({ name, target, at }) => ({
        value: values[at] ?? null,
        fault: errors.find((fault) => isIn(fault, name, target ?? '')),
      }));
      const placed = new Set(cells.map(({ fault }) => fault));
      return { line, cells, others: errors.filter((fault) => !placed.has(fault)) };
    }),
  );
}

/** By the column that a table names, or by where the field stands in the row. */
function isIn({ column, pointer }: RowFault, name: string, target: string): boolean {
  const path = `/${target.replace(/^attr\./, 'attributes/').replaceAll('.', '/')}`;
  return column === name || pointer === path || pointer.endsWith(path) || pointer.includes(`${path}/`);
}
