import { Combobox, ComboboxPopup, ComboboxWidget } from '@angular/aria/combobox';
import { Listbox, Option } from '@angular/aria/listbox';
import {
  Component,
  DestroyRef,
  ElementRef,
  afterNextRender,
  computed,
  inject,
  input,
  model,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { HealthGlyph } from '../ui/health-glyph';
import { LifecycleGlyph } from '../ui/lifecycle-glyph';
import { counted } from '../ui/number';
import { Offer, completed } from './completion';
import { CompletionStore } from './completion-store';
import { Piece, piecesOf } from './highlight';
import { QueryFault, fixed } from './query-fault';
import { Meaning, meaningOf } from './query-keys';

let lastId = 0;

/** A box for a query: it shows what each word is, completes what is typed at the caret, and marks what is wrong. */
@Component({
  selector: 'fleet-query-box',
  imports: [Combobox, ComboboxPopup, ComboboxWidget, HealthGlyph, LifecycleGlyph, Listbox, Option],
  providers: [CompletionStore],
  templateUrl: './query-box.html',
  styleUrl: './query-box.css',
})
export class QueryBox {
  readonly text = model.required<string>();
  readonly fault = input<QueryFault | null>(null);
  readonly label = input('Search');
  readonly placeholder = input('');
  readonly shortcut = input<string | null>(null);
  /** Enter, or a term that is complete. */
  readonly entered = output<'enter' | 'taken'>();
  readonly left = output<void>();

  private readonly completion = inject(CompletionStore);
  private readonly box = viewChild.required<ElementRef<HTMLInputElement>>('box');
  private readonly listbox = viewChild(Listbox);
  private caret = 0;

  protected readonly faultId = `query-fault-${(lastId += 1)}`;
  protected readonly isOpen = signal(false);
  /** An arrow has gone into the list. */
  protected readonly isChoosing = signal(false);
  protected readonly offers = computed(() => this.completion.offering().offers);
  protected readonly pieces = computed(() => piecesOf(this.text(), this.fault()));
  protected readonly said = computed(() => (this.isOpen() ? counted(this.offers().length, 'completion') : ''));

  constructor() {
    const host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
    const destroyed = inject(DestroyRef);
    afterNextRender(() => {
      // Before the list hears of it: most keys are not for the list.
      const hear = (event: KeyboardEvent) => event.target === this.box().nativeElement && this.pressed(event);
      host.addEventListener('keydown', hear, { capture: true });
      destroyed.onDestroy(() => host.removeEventListener('keydown', hear, { capture: true }));
    });
  }

  focus(): void {
    this.box().nativeElement.select();
    this.box().nativeElement.focus();
  }

  protected typed(text: string): void {
    this.text.set(text);
    this.look();
  }

  protected focused(): void {
    if (this.text() === '') this.open();
  }

  protected caretMoved(): void {
    if (this.isOpen() && this.box().nativeElement.selectionStart !== this.caret) this.look();
  }

  protected clear(): void {
    this.put('', 0);
    this.entered.emit('taken');
  }

  protected fix(): void {
    const fault = this.fault();
    if (!fault) return;
    const { text, caret } = fixed(this.text(), fault);
    this.put(text, caret);
    this.close();
    this.entered.emit('taken');
  }

  protected take(offer: Offer | undefined): void {
    if (!offer) return;
    const { text, caret, isTerm } = completed(this.text(), this.completion.offering().typed, offer);
    this.put(text, caret);
    if (!isTerm) return;
    this.close();
    this.entered.emit('taken');
  }

  /** A query of before is shown as it is in the box. */
  protected piecesOf({ kind, name }: Offer): Pick<Piece, 'text' | 'kind'>[] {
    return kind === 'recent' ? piecesOf(name) : [{ text: name, kind }];
  }

  private pressed(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const isOffering = this.isOpen() && this.offers().length > 0;
    const meaning = meaningOf(event, {
      isOffering,
      isOpen: this.isOpen(),
      isChoosing: isOffering && this.isChoosing(),
      isTypingWord: (this.completion.offering().typed?.text ?? '') !== '',
      hasFix: Boolean(this.fault()?.suggestion),
    });
    if (meaning === 'list') return;
    event.stopPropagation();
    if (meaning === 'text') return;
    event.preventDefault();
    this.act(meaning);
  }

  private act(meaning: Exclude<Meaning, 'list' | 'text'>): void {
    const acts: Record<typeof meaning, () => void> = {
      open: () => this.open(),
      first: () => this.choose(0),
      last: () => this.choose(this.offers().length - 1),
      take: () => this.takeActive(),
      fix: () => this.fix(),
      search: () => this.search(),
      close: () => this.close(),
      leave: () => this.box().nativeElement.blur(),
    };
    acts[meaning]();
  }

  private open(): void {
    this.isOpen.set(true);
    this.look();
  }

  private search(): void {
    this.close();
    this.box().nativeElement.blur();
    this.entered.emit('enter');
  }

  private choose(index: number): void {
    this.listbox()?.gotoIndex(index);
    this.isChoosing.set(true);
  }

  /** The list's own Enter: it knows which one is active. */
  private takeActive(): void {
    if (!this.isChoosing()) this.choose(0);
    this.listbox()?.element.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
  }

  private look(): void {
    const box = this.box().nativeElement;
    this.isChoosing.set(false);
    this.caret = box.selectionStart ?? box.value.length;
    this.completion.look(box.value, this.caret);
  }

  private put(text: string, caret: number): void {
    const box = this.box().nativeElement;
    box.value = text;
    box.focus();
    box.setSelectionRange(caret, caret);
    this.typed(text);
  }

  private close(): void {
    this.isOpen.set(false);
    this.isChoosing.set(false);
  }
}
