import { Component, computed, inject, linkedSignal, signal, untracked, viewChild } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Router } from '@angular/router';
import { Subject, debounceTime } from 'rxjs';
import { FleetStore } from '../fleet/fleet-store';
import { isUnfinished } from '../search/caret';
import { QueryBox } from '../search/query-box';
import { faultIn } from '../search/query-fault';
import { RecentQueries } from '../search/recent-queries';
import { Address } from '../ui/address';

const typingMs = 200;
/** What is wrong is not said while one types. */
const thinkingMs = 900;

/** The one search box. Its text is the `q` of the servers page's address; elsewhere Enter goes there. */
@Component({
  selector: 'fleet-search-box',
  imports: [QueryBox],
  template: `
    <form role="search" (submit)="$event.preventDefault()">
      <fleet-query-box
        label="Search servers"
        shortcut="/"
        placeholder="Search servers, tags, health:unhealthy …"
        [text]="text()"
        [fault]="fault()"
        (textChange)="typed($event)"
        (entered)="search($event)"
        (left)="isThinking.set(false)"
      >
        <kbd aria-hidden="true">Ctrl K</kbd>
      </fleet-query-box>
    </form>
  `,
  styles: `
    :host {
      display: block;
      flex: 0 1 720px;
      min-width: 160px;
    }
  `,
})
export class SearchBox {
  private readonly router = inject(Router);
  private readonly address = inject(Address);
  private readonly fleet = inject(FleetStore);
  private readonly recent = inject(RecentQueries);
  private readonly box = viewChild.required(QueryBox);
  private readonly typing = new Subject<void>();
  private readonly isTyping = signal(false);
  protected readonly isThinking = signal(false);

  private readonly asked = computed(() => (this.isOnServers() ? String(this.address.params()['q'] ?? '') : ''));

  /** Follows the address, but never pulls the text from under the one who types. */
  protected readonly text = linkedSignal<string, string>({
    source: this.asked,
    computation: (asked, previous) => {
      const isOwn = previous !== undefined && (untracked(this.isTyping) || previous.value.trim() === asked);
      return isOwn ? previous.value : asked;
    },
  });

  /** Of what was asked, not of what is being typed. */
  protected readonly fault = computed(() => {
    const isAsked = this.text().trim() === this.asked() && this.asked() !== '';
    return isAsked && !this.isThinking() ? faultIn(this.text(), this.fleet.problem()) : null;
  });

  constructor() {
    this.typing.pipe(debounceTime(typingMs), takeUntilDestroyed()).subscribe(() => {
      if (!this.isTyping()) return; // Enter was quicker
      this.isTyping.set(false);
      if (this.isOnServers() && !isUnfinished(this.text())) this.go(true);
    });
    this.typing.pipe(debounceTime(thinkingMs), takeUntilDestroyed()).subscribe(() => this.isThinking.set(false));
  }

  focus(): void {
    this.box().focus();
  }

  protected typed(text: string): void {
    this.isTyping.set(true);
    this.isThinking.set(true);
    this.text.set(text);
    this.typing.next();
  }

  /** Enter also goes on to the list; a term that was completed leaves room for the next. */
  protected search(how: 'enter' | 'taken'): void {
    if (how === 'taken' && !this.isOnServers()) return;
    this.isTyping.set(false);
    this.isThinking.set(false);
    this.go(this.isOnServers());
    if (how === 'taken') return;
    this.recent.remember(this.text());
    if (this.isOnServers()) document.querySelector<HTMLElement>('[role=grid]')?.focus();
  }

  private isOnServers(): boolean {
    return this.address.path() === '/servers';
  }

  private go(replaceUrl: boolean): void {
    const q = this.text().trim() || null;
    void this.router.navigate(['/servers'], { queryParams: { q }, queryParamsHandling: 'merge', replaceUrl });
  }
}
