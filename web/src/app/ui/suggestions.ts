import { Component, input, output } from '@angular/core';

export interface Suggestion {
  text: string;
  /** What it is, or how many have it. */
  hint?: string;
}

/** The list under a text box with `role="combobox"`, which keeps the focus and says which one is active. */
@Component({
  selector: 'fleet-suggestions',
  template: `
    <ul role="listbox" [id]="listId()" [attr.aria-label]="label()">
      @for (item of items(); track item.text; let index = $index) {
        <!-- The box has the keyboard. A press must not take the focus from it. -->
        <li
          role="option"
          [id]="listId() + '-' + index"
          [attr.aria-selected]="index === active()"
          (mousedown)="$event.preventDefault(); taken.emit(index)"
        >
          <span class="mono ellipsis">{{ item.text }}</span>
          @if (item.hint) {
            <span class="third ellipsis">{{ item.hint }}</span>
          }
        </li>
      }
    </ul>
  `,
  styles: `
    ul {
      max-height: 300px;
      padding: 5px;
      border: 1px solid var(--line-strong);
      border-radius: 8px;
      background: var(--panel);
      box-shadow: var(--shadow);
      overflow-y: auto;
    }

    li {
      display: flex;
      align-items: center;
      justify-content: space-between;
      gap: 20px;
      height: 28px;
      padding: 0 9px;
      border-radius: 6px;
      cursor: default;
    }

    li:hover {
      background: var(--raised);
    }

    li[aria-selected='true'] {
      background: var(--selected);
    }

    .third {
      flex: 0 1 auto;
      font-size: 12px;
    }
  `,
})
export class Suggestions {
  readonly items = input.required<readonly Suggestion[]>();
  readonly active = input.required<number>();
  readonly listId = input.required<string>();
  readonly label = input('Suggestions');
  readonly taken = output<number>();
}
