import { Component, computed, inject, input, output } from '@angular/core';
import { Popover } from '../ui/popover';
import { Column, columns, isAlways, namesOf, withColumn } from './columns';
import { Density } from './density';

/** Which columns the list has, and how close its rows stand. */
@Component({
  selector: 'fleet-column-chooser',
  imports: [Popover],
  template: `
    <fleet-popover label="Columns" [isChosen]="!isUsual()">
      <ul aria-label="Columns">
        @for (column of all; track column.id) {
          <li>
            <label>
              <input
                type="checkbox"
                [checked]="ids().has(column.id)"
                [disabled]="isAlways(column.id)"
                (change)="toggle(column.id)"
              />
              {{ column.name }}
            </label>
          </li>
        }
      </ul>
      <hr />
      <label>
        <input type="checkbox" [checked]="density.isCompact()" (change)="density.toggle()" />
        Compact rows
      </label>
      @if (!isUsual()) {
        <button type="button" class="link" (click)="changed.emit(null)">The usual columns</button>
      }
    </fleet-popover>
  `,
  styles: `
    ul {
      display: grid;
      grid-template-columns: repeat(2, minmax(0, 1fr));
      gap: 0 20px;
    }

    label {
      display: flex;
      align-items: center;
      gap: 8px;
      height: 27px;
    }

    hr {
      width: 100%;
      margin: 5px 0;
      border: 0;
      border-top: 1px solid var(--line);
    }
  `,
})
export class ColumnChooser {
  readonly chosen = input.required<readonly Column[]>();
  /** As an address names them. */
  readonly changed = output<string | null>();

  protected readonly density = inject(Density);
  protected readonly all = columns;
  protected readonly isAlways = isAlways;
  protected readonly ids = computed(() => new Set(this.chosen().map(({ id }) => id)));
  protected readonly isUsual = computed(() => namesOf(this.chosen()) === null);

  protected toggle(id: string): void {
    this.changed.emit(namesOf(withColumn(this.chosen(), id)));
  }
}
