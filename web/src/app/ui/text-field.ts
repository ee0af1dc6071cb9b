import { Component, booleanAttribute, computed, input } from '@angular/core';
import { FieldTree, FormField } from '@angular/forms/signals';
import { MarkedText } from './marked-text';

/** What is wrong with a text, and with which of its characters. */
export interface ExactFault {
  text: string;
  position: number;
  message: string;
}

let lastId = 0;

/** A label, a box, and what is wrong with what is in it, said as soon as something was typed. */
@Component({
  selector: 'fleet-text-field',
  imports: [FormField, MarkedText],
  template: `
    <div class="field">
      <label [for]="id">{{ label() }}</label>
      @if (isLong()) {
        <textarea
          class="input"
          spellcheck="false"
          [rows]="isCode() ? 8 : 3"
          [class.mono]="isCode()"
          [placeholder]="placeholder()"
          [id]="id"
          [formField]="field()"
          [attr.aria-invalid]="fault() ? true : null"
          [attr.aria-describedby]="describedBy()"
        ></textarea>
      } @else {
        <input
          class="input"
          autocomplete="off"
          spellcheck="false"
          [class.mono]="isCode()"
          [id]="id"
          [attr.cdkFocusInitial]="isFirst() ? '' : null"
          [type]="type()"
          [attr.inputmode]="isNumber() ? 'numeric' : null"
          [placeholder]="placeholder()"
          [formField]="field()"
          [attr.aria-invalid]="fault() ? true : null"
          [attr.aria-describedby]="describedBy()"
        />
      }
      @if (fault(); as text) {
        <div class="fault" [id]="id + '-fault'">
          <p>{{ text }}</p>
          @if (exactly(); as place) {
            <fleet-marked-text [text]="place.text" [position]="place.position" />
          }
        </div>
      } @else if (hint()) {
        <p class="hint" [id]="id + '-hint'">{{ hint() }}</p>
      }
    </div>
  `,
})
export class TextField {
  readonly label = input.required<string>();
  readonly field = input.required<FieldTree<string>>();
  readonly hint = input('');
  readonly placeholder = input('');
  readonly type = input<'text' | 'password' | 'email'>('text');
  readonly isCode = input(false, { transform: booleanAttribute });
  readonly isNumber = input(false, { transform: booleanAttribute });
  /** Where the focus goes when the dialog around it opens. */
  readonly isFirst = input(false, { transform: booleanAttribute });
  /** Somebody knows better what is wrong than the form's own rule. */
  readonly exactly = input<ExactFault | null>(null);
  readonly isLong = input(false, { transform: booleanAttribute });

  protected readonly id = `field-${(lastId += 1)}`;

  protected readonly fault = computed(() => {
    const state = this.field()();
    const [first] = state.touched() || state.dirty() ? state.errors() : [];
    return first ? (this.exactly()?.message ?? first.message ?? null) : null;
  });

  protected readonly describedBy = computed(() => {
    if (this.fault()) return `${this.id}-fault`;
    return this.hint() ? `${this.id}-hint` : null;
  });
}
