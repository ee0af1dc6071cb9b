import { Component, DestroyRef, ElementRef, computed, inject, linkedSignal, signal, viewChild } from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { NavigationEnd, Router } from '@angular/router';
import { Subject, debounceTime, filter, map, startWith } from 'rxjs';
import { piecesOf } from './highlight';

const typingMs = 200;

/** The one search box. Its text is the `q` of the servers page's address; elsewhere Enter goes there. */
@Component({
  selector: 'fleet-search-box',
  template: `
    <form role="search" (submit)="$event.preventDefault(); search()">
      <div class="mirror" aria-hidden="true" #mirror>
        @for (piece of pieces(); track $index) {
          <span [class.key]="piece.isField">{{ piece.text }}</span>
        }
      </div>
      <input
        #box
        type="text"
        name="q"
        aria-label="Search servers"
        aria-keyshortcuts="/"
        placeholder="Search servers, tags, health:unhealthy …"
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        [value]="text()"
        (input)="typed(box.value)"
        (scroll)="mirror.scrollLeft = box.scrollLeft"
        (keydown.escape)="leave()"
        (keydown.arrowdown)="toList($event)"
      />
      <kbd aria-hidden="true">Ctrl K</kbd>
    </form>
  `,
  styleUrl: './search-box.css',
})
export class SearchBox {
  private readonly router = inject(Router);
  private readonly box = viewChild.required<ElementRef<HTMLInputElement>>('box');
  private readonly typing = new Subject<void>();
  private readonly isTyping = signal(false);

  private readonly asked = toSignal(
    this.router.events.pipe(
      filter((event) => event instanceof NavigationEnd),
      startWith(null),
      map(() => (this.isOnServers() ? String(this.router.parseUrl(this.router.url).queryParams['q'] ?? '') : '')),
    ),
    { initialValue: '' },
  );

  /** Follows the address, but never pulls the text from under the one who types. */
  protected readonly text = linkedSignal<string, string>({
    source: this.asked,
    computation: (asked, previous) => (previous && this.isTyping() ? previous.value : asked),
  });

  protected readonly pieces = computed(() => piecesOf(this.text()));

  constructor() {
    this.typing.pipe(debounceTime(typingMs), takeUntilDestroyed(inject(DestroyRef))).subscribe(() => {
      this.isTyping.set(false);
      if (this.isOnServers()) this.go(true);
    });
  }

  focus(): void {
    this.box().nativeElement.select();
    this.box().nativeElement.focus();
  }

  protected typed(text: string): void {
    this.isTyping.set(true);
    this.text.set(text);
    this.typing.next();
  }

  protected search(): void {
    this.isTyping.set(false);
    this.go(this.isOnServers());
    this.box().nativeElement.blur();
    if (this.isOnServers()) this.focusList();
  }

  protected leave(): void {
    this.box().nativeElement.blur();
  }

  protected toList(event: Event): void {
    event.preventDefault();
    this.search();
  }

  private focusList(): void {
    document.querySelector<HTMLElement>('[role=grid]')?.focus();
  }

  private isOnServers(): boolean {
    return this.router.url.split('?')[0] === '/servers';
  }

  private go(replaceUrl: boolean): void {
    const q = this.text().trim() || null;
    void this.router.navigate(['/servers'], { queryParams: { q }, queryParamsHandling: 'merge', replaceUrl });
  }
}
