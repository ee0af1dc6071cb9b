import { Component, ElementRef, booleanAttribute, computed, inject, input, signal, viewChild } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { FieldTree, FormField } from '@angular/forms/signals';
import { Observable, Subject, catchError, debounceTime, of, switchMap } from 'rxjs';
import { Span, choosing, replaced, wordAt } from './choosing';
import { Suggestion, Suggestions } from './suggestions';

const typingMs = 100;
let lastId = 0;

/** A text field that proposes what is known already: for its whole text, or for each word of it. */
@Component({
  selector: 'fleet-completing-field',
  imports: [FormField, Suggestions],
  template: `
    <div class="field">
      <label [for]="id">{{ label() }}</label>
      <div class="anchor">
        <input
          #box
          class="input"
          role="combobox"
          aria-autocomplete="list"
          autocomplete="off"
          spellcheck="false"
          [class.mono]="isWords()"
          [id]="id"
          [attr.cdkFocusInitial]="isFirst() ? '' : null"
          [attr.aria-expanded]="isOpen()"
          [attr.aria-controls]="isOpen() ? id + '-list' : null"
          [attr.aria-activedescendant]="active() >= 0 ? id + '-list-' + active() : null"
          [attr.aria-invalid]="fault() ? true : null"
          [attr.aria-describedby]="fault() || hint() ? id + '-note' : null"
          [placeholder]="placeholder()"
          [formField]="field()"
          (input)="ask()"
          (click)="ask()"
          (blur)="close()"
          (keydown)="pressed($event)"
        />
        @if (isOpen()) {
          <fleet-suggestions
            [items]="suggestions()"
            [active]="active()"
            [listId]="id + '-list'"
            [label]="label()"
            (taken)="take($event)"
          />
        }
      </div>
      @if (fault(); as text) {
        <p class="fault" [id]="id + '-note'">{{ text }}</p>
      } @else if (hint()) {
        <p class="hint" [id]="id + '-note'">{{ hint() }}</p>
      }
    </div>
  `,
  styles: `
    .anchor {
      position: relative;
    }

    fleet-suggestions {
      position: absolute;
      z-index: 5;
      top: calc(100% + 4px);
      left: 0;
      min-width: 220px;
      max-width: 100%;
    }
  `,
})
export class CompletingField {
  readonly label = input.required<string>();
  readonly field = input.required<FieldTree<string>>();
  /** What is known that begins with this. */
  readonly suggest = input.required<(begun: string) => Observable<readonly Suggestion[]>>();
  readonly hint = input('');
  readonly placeholder = input('');
  /** Several words, each proposed for itself. */
  readonly isWords = input(false, { transform: booleanAttribute });
  readonly isFirst = input(false, { transform: booleanAttribute });

  private readonly box = viewChild.required<ElementRef<HTMLInputElement>>('box');
  private readonly asking = new Subject<Span>();
  private readonly found = signal<readonly Suggestion[]>([]);
  private span: Span = { from: 0, to: 0, text: '' };

  protected readonly id = `completing-${(lastId += 1)}`;
  protected readonly active = signal(-1);
  protected readonly suggestions = this.found.asReadonly();
  protected readonly isOpen = computed(() => this.found().length > 0);
  protected readonly fault = computed(() => {
    const state = this.field()();
    return state.touched() || state.dirty() ? (state.errors()[0]?.message ?? null) : null;
  });

  constructor() {
    const host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
    this.asking
      .pipe(
        debounceTime(typingMs),
        switchMap((span) => this.suggest()(span.text).pipe(catchError(() => of([])))),
        takeUntilDestroyed(),
      )
      .subscribe((found) => {
        const isHere = host.contains(document.activeElement);
        this.active.set(-1);
        this.found.set(isHere ? found.filter(({ text }) => text !== this.span.text) : []);
      });
  }

  protected ask(): void {
    const { value, selectionStart } = this.box().nativeElement;
    const whole = { from: 0, to: value.length, text: value };
    this.span = this.isWords() ? wordAt(value, selectionStart ?? value.length) : whole;
    this.asking.next(this.span);
  }

  protected close(): void {
    this.found.set([]);
    this.active.set(-1);
  }

  protected pressed(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown' && !this.isOpen()) this.ask();
    const chosen = choosing(event.key, this.active(), this.found().length, this.span.text !== '');
    if (!chosen) return;
    event.preventDefault();
    event.stopPropagation();
    if ('active' in chosen) this.active.set(chosen.active);
    else if ('taken' in chosen) this.take(chosen.taken);
    else this.close();
  }

  protected take(index: number): void {
    const suggestion = this.found()[index];
    if (!suggestion) return;
    const box = this.box().nativeElement;
    const { text, caret } = replaced(box.value, this.span, this.isWords() ? `${suggestion.text} ` : suggestion.text);
    this.field()().value.set(text);
    this.field()().markAsDirty();
    box.value = text;
    box.setSelectionRange(caret, caret);
    this.close();
  }
}
