import { Combobox, ComboboxPopup, ComboboxWidget } from '@angular/aria/combobox';
import { Listbox, Option } from '@angular/aria/listbox';
import {
  Component,
  ElementRef,
  afterNextRender,
  computed,
  inject,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { catchError, debounceTime, firstValueFrom, map, of, switchMap } from 'rxjs';
import { FleetApi } from '../api/fleet-api';
import { problemOf, sentenceOf } from '../api/problem';
import { ServerView } from '../api/wire';
import { HealthGlyph } from '../ui/health-glyph';
import { Notices } from '../ui/notices';

const typingMs = 120;
const serversShown = 8;

/** Says that this server needs another one, or the other way round. The server's own refusal stands beside the box. */
@Component({
  selector: 'fleet-dependency-form',
  imports: [Combobox, ComboboxPopup, ComboboxWidget, HealthGlyph, Listbox, Option],
  templateUrl: './dependency-form.html',
  styleUrl: './dependency-form.css',
})
export class DependencyForm {
  readonly server = input.required<Pick<ServerView, 'id' | 'hostname'>>();
  readonly added = output<void>();
  readonly closed = output<void>();

  private readonly api = inject(FleetApi);
  private readonly notices = inject(Notices);
  private readonly box = viewChild.required<ElementRef<HTMLInputElement>>('box');

  protected readonly isNeeded = signal(false);
  protected readonly text = signal('');
  protected readonly note = signal('');
  protected readonly isOpen = signal(false);
  protected readonly isSaving = signal(false);
  protected readonly fault = signal<string | null>(null);
  private readonly found = signal<readonly ServerView[]>([]);

  protected readonly choices = computed(() => this.found().filter(({ id }) => id !== this.server().id));
  /** Whoever is spelt out, however it came to be: chosen, or typed. */
  private readonly chosen = computed(() => this.choices().find(({ hostname }) => hostname === this.name()));
  private readonly name = computed(() => this.text().trim().toLowerCase());

  constructor() {
    toObservable(this.text)
      .pipe(
        debounceTime(typingMs),
        switchMap((text) => (text.trim() === '' ? of([]) : this.search(text.trim()))),
        takeUntilDestroyed(),
      )
      .subscribe((servers) => this.found.set(servers));
    afterNextRender(() => this.box().nativeElement.focus());
  }

  protected typed(text: string): void {
    this.text.set(text);
    this.fault.set(null);
  }

  protected choose(server: ServerView | undefined): void {
    if (!server) return;
    this.typed(server.hostname);
    this.isOpen.set(false);
  }

  protected async save(): Promise<void> {
    if (this.isSaving()) return;
    this.isSaving.set(true);
    this.fault.set(await this.refusal());
    this.isSaving.set(false);
    if (this.fault() === null) {
      this.typed('');
      this.note.set('');
      this.added.emit();
    }
    this.box().nativeElement.focus();
  }

  /** Why it was not done; null when it was. */
  private async refusal(): Promise<string | null> {
    try {
      const other = this.chosen() ?? (await this.named());
      if (!other) return this.name() === '' ? 'Choose a server.' : `No server is called ${this.name()}.`;
      const [from, to] = this.isNeeded() ? [other, this.server()] : [this.server(), other];
      await firstValueFrom(this.api.depend(from.id, to.id, this.note().trim() || null));
      this.notices.say(`${from.hostname} needs ${to.hostname}`);
      return null;
    } catch (error) {
      return sentenceOf(problemOf(error));
    }
  }

  /** Somebody who types quickly need not wait for the list. */
  private async named(): Promise<ServerView | undefined> {
    if (this.name() === '') return undefined;
    const { items } = await firstValueFrom(this.api.list({ q: `hostname:${this.name()}`, sort: 'hostname', limit: 1 }));
    return items[0];
  }

  /** What begins like a name is looked for in names; else it may be an address, or a query. What makes no sense yet finds nothing. */
  private search(text: string) {
    const q = /^[a-z][\w.*-]*$/i.test(text) ? `hostname:*${text}*` : text;
    return this.api.list({ q, sort: 'hostname', limit: serversShown }).pipe(
      map(({ items }) => items),
      catchError(() => of([])),
    );
  }
}
