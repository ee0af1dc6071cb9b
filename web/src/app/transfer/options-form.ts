import { Component, input, output } from '@angular/core';
import { ImportOptions } from '../api/transfer-api';

/** What is to be done with the rows of a file. */
@Component({
  selector: 'fleet-import-options',
  template: `
    <fieldset>
      <legend>A server that is there already</legend>
      <label>
        <input
          type="radio"
          name="mode"
          [checked]="now().mode === 'create'"
          (change)="changed.emit({ mode: 'create' })"
        />
        refuses its row
      </label>
      <label>
        <input
          type="radio"
          name="mode"
          [checked]="now().mode === 'upsert'"
          (change)="changed.emit({ mode: 'upsert' })"
        />
        is changed by it
      </label>
    </fieldset>
    @if (now().mode === 'upsert') {
      <div class="field">
        <label for="key">It is known by its</label>
        <select class="input" id="key" (change)="changed.emit({ key: $any($event.target).value })">
          <option value="hostname" [selected]="now().key === 'hostname'">hostname</option>
          <option value="externalId" [selected]="now().key === 'externalId'">external id</option>
        </select>
      </div>
      @if (hasCells()) {
        <div class="field">
          <label for="empty">An empty cell</label>
          <select class="input" id="empty" (change)="changed.emit({ empty: $any($event.target).value })">
            <option value="keep" [selected]="now().empty === 'keep'">leaves the field as it is</option>
            <option value="clear" [selected]="now().empty === 'clear'">clears the field</option>
          </select>
        </div>
      }
    }
    <label class="check">
      <input
        type="checkbox"
        [checked]="now().atomic"
        (change)="changed.emit({ atomic: $any($event.target).checked })"
      />
      All or nothing: one bad row, and none is imported
    </label>
    <div class="field reason">
      <label for="why">Reason</label>
      <input
        class="input"
        id="why"
        autocomplete="off"
        maxlength="1000"
        placeholder="Kept in the audit"
        [value]="now().reason"
        (input)="changed.emit({ reason: $any($event.target).value })"
      />
    </div>
  `,
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      gap: 14px 28px;
      align-items: end;
    }

    fieldset {
      display: flex;
      flex-wrap: wrap;
      gap: 4px 20px;
      margin: 0;
      padding: 0;
      border: 0;
    }

    legend {
      padding: 0 0 4px;
      color: var(--second);
    }

    fieldset label,
    .check {
      display: flex;
      gap: 8px;
      align-items: center;
      height: 30px;
    }

    .reason {
      flex: 1;
      min-width: 220px;
    }
  `,
})
export class OptionsForm {
  readonly now = input.required<ImportOptions>();
  /** It is a table. */
  readonly hasCells = input(false);
  readonly changed = output<Partial<ImportOptions>>();
}
