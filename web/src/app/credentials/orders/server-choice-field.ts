import { Component, input } from '@angular/core';
import { FieldTree, FormField } from '@angular/forms/signals';
import { Matches } from '../../search/matches';
import { QueryField } from '../../search/query-field';
import { ChoiceDraft } from './undertaking';

const namesShown = 12;

/** Which servers: those that were marked before, or what a query finds. */
@Component({
  selector: 'fleet-server-choice',
  imports: [FormField, QueryField],
  template: `
    @if (chosen().length > 0) {
      <fieldset>
        <legend>Which servers</legend>
        <label>
          <input type="radio" value="chosen" [formField]="field().which" />
          <span>{{ called() }}</span>
        </label>
        <label>
          <input type="radio" value="matching" [formField]="field().which" />
          <span>all that match a query</span>
        </label>
      </fieldset>
    }
    @if (field().which().value() === 'chosen') {
      <p class="names mono second">
        @for (server of chosen().slice(0, namesShown); track server.hostname) {
          <span>{{ server.hostname }}</span>
        }
        @if (chosen().length > namesShown) {
          <span class="third">and {{ chosen().length - namesShown }} more</span>
        }
      </p>
    } @else {
      <fleet-query-field
        isFirst
        placeholder="env:prod role:web"
        hint="A query, as in the search box."
        [label]="label()"
        [field]="field().q"
        [matches]="matches()"
      />
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: 14px;
    }

    fieldset {
      display: grid;
      gap: 2px;
      min-width: 0;
      margin: 0;
      padding: 0;
      border: 0;
    }

    legend {
      padding: 0 0 4px;
      color: var(--second);
      font-weight: 500;
    }

    label {
      display: flex;
      align-items: center;
      gap: 7px;
      min-height: 26px;
    }

    .names {
      display: flex;
      flex-wrap: wrap;
      gap: 2px 14px;
    }
  `,
})
export class ServerChoiceField {
  readonly label = input.required<string>();
  readonly field = input.required<FieldTree<ChoiceDraft>>();
  readonly chosen = input.required<readonly { hostname: string }[]>();
  /** How those are called that were chosen. */
  readonly called = input.required<string>();
  /** What the query finds. */
  readonly matches = input.required<Matches>();

  protected readonly namesShown = namesShown;
}
