import { Component, booleanAttribute, computed, input } from '@angular/core';
import { FieldTree, FormField } from '@angular/forms/signals';
import { RouterLink } from '@angular/router';
import { sentenceOf } from '../api/problem';
import { totalOf } from '../ui/number';
import { Matches } from './matches';

let lastId = 0;

/** A query in a form: how many servers it finds as it is typed, or why it makes no sense. */
@Component({
  selector: 'fleet-query-field',
  imports: [FormField, RouterLink],
  template: `
    <div class="field">
      <label [for]="id">{{ label() }}</label>
      <input
        class="input mono"
        autocomplete="off"
        spellcheck="false"
        [id]="id"
        [attr.cdkFocusInitial]="isFirst() ? '' : null"
        [placeholder]="placeholder()"
        [formField]="field()"
        [attr.aria-invalid]="fault() ? true : null"
        [attr.aria-describedby]="id + '-note'"
      />
      @if (fault(); as text) {
        <p class="fault" [id]="id + '-note'" role="status">{{ text }}</p>
      } @else {
        <p class="hint" [id]="id + '-note'" role="status">
          @if (matches().total(); as total) {
            <a routerLink="/servers" target="_blank" [queryParams]="{ q: q() }"
              >{{ totalOf(total) }} {{ total.value === 1 ? 'server' : 'servers' }}</a
            >
            {{ total.value === 1 ? 'matches' : 'match' }}
          } @else if (matches().isCounting()) {
            counting …
          } @else {
            {{ hint() }}
          }
        </p>
      }
    </div>
  `,
})
export class QueryField {
  readonly label = input.required<string>();
  readonly field = input.required<FieldTree<string>>();
  /** What the same text finds. */
  readonly matches = input.required<Matches>();
  readonly hint = input('');
  readonly placeholder = input('');
  readonly isFirst = input(false, { transform: booleanAttribute });

  protected readonly id = `query-${(lastId += 1)}`;
  protected readonly totalOf = totalOf;
  protected readonly q = computed(() => this.field()().value().trim());
  protected readonly fault = computed(() => {
    const state = this.field()();
    const own = state.touched() || state.dirty() ? (state.errors()[0]?.message ?? null) : null;
    const problem = this.matches().problem();
    return own ?? (problem && sentenceOf(problem));
  });
}
