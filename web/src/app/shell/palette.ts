import { DialogRef } from '@angular/cdk/dialog';
import { Component, computed, inject, linkedSignal, signal } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { Router } from '@angular/router';
import { catchError, debounceTime, map, of, switchMap } from 'rxjs';
import { FleetApi } from '../api/fleet-api';
import { Session } from '../api/session';
import { ServerView } from '../api/wire';
import { ServerSheets } from '../server/server-sheets';
import { HealthGlyph } from '../ui/health-glyph';

interface Choice {
  name: string;
  hint: string;
  server?: ServerView;
  go: () => unknown;
}

const typingMs = 120;
const serversShown = 8;

/** Pages, actions and servers by name: type, choose with the arrows, Enter. */
@Component({
  selector: 'fleet-palette',
  imports: [HealthGlyph],
  template: `
    <input
      class="input mono"
      type="text"
      role="combobox"
      aria-label="Go to a page or a server"
      aria-controls="palette-list"
      aria-expanded="true"
      aria-autocomplete="list"
      autocomplete="off"
      spellcheck="false"
      placeholder="Page, server, address …"
      [attr.aria-activedescendant]="choices().length > 0 ? 'choice-' + active() : null"
      [value]="text()"
      (input)="text.set($any($event.target).value)"
      (keydown.arrowdown)="move($event, 1)"
      (keydown.arrowup)="move($event, -1)"
      (keydown.enter)="choose(choices()[active()])"
    />
    <ul id="palette-list" role="listbox" aria-label="Places">
      @for (choice of choices(); track choice.name; let i = $index) {
        <li
          role="option"
          [id]="'choice-' + i"
          [attr.aria-selected]="i === active()"
          (pointermove)="active.set(i)"
          (click)="choose(choice)"
        >
          @if (choice.server; as server) {
            <fleet-health [bare]="true" [status]="server.health.status" [stale]="server.health.stale" />
            <span class="mono ellipsis">{{ choice.name }}</span>
          } @else {
            <span>{{ choice.name }}</span>
          }
          <span class="third">{{ choice.hint }}</span>
        </li>
      } @empty {
        <li class="second" role="option" aria-disabled="true" aria-selected="false">Nothing by that name.</li>
      }
    </ul>
  `,
  styles: `
    :host {
      display: block;
      width: min(560px, 90vw);
      padding: 10px;
    }

    .input {
      height: 38px;
    }

    ul {
      min-height: 264px;
      margin-top: 8px;
    }

    li {
      display: flex;
      align-items: center;
      gap: 8px;
      height: 33px;
      padding: 0 10px;
      border-radius: 6px;
      cursor: default;
    }

    li[aria-selected='true'] {
      background: var(--selected);
    }

    .third {
      margin-left: auto;
      white-space: nowrap;
    }
  `,
})
export class Palette {
  private readonly router = inject(Router);
  private readonly api = inject(FleetApi);
  private readonly session = inject(Session);
  private readonly sheets = inject(ServerSheets);
  private readonly dialog = inject(DialogRef);
  private readonly servers = signal<readonly ServerView[]>([]);

  protected readonly text = signal('');

  private readonly places = computed<Choice[]>(() => [
    { name: 'Overview', hint: 'page', go: () => this.router.navigate(['/']) },
    { name: 'Servers', hint: 'page', go: () => this.router.navigate(['/servers']) },
    { name: 'Failing servers', hint: 'query', go: () => this.ask('countable:true -health:healthy -health:unknown') },
    { name: 'Pageable servers', hint: 'query', go: () => this.ask('pageable:true') },
    { name: 'Deleted servers', hint: 'query', go: () => this.ask('deleted:true') },
    { name: 'Audit', hint: 'page', go: () => this.router.navigate(['/audit']) },
    ...(this.session.canWrite() ? [{ name: 'Add server', hint: 'action', go: () => this.sheets.add() }] : []),
    ...(this.session.isAdmin() ? [{ name: 'Users', hint: 'page', go: () => this.router.navigate(['/users']) }] : []),
  ]);

  protected readonly choices = computed<Choice[]>(() => {
    const words = this.text().trim().toLowerCase();
    const places = this.places().filter(({ name }) => name.toLowerCase().includes(words));
    const servers = this.servers().map((server) => ({
      name: server.hostname,
      hint: server.ipAddress ?? '',
      server,
      go: () => this.router.navigate(['/servers', server.id]),
    }));
    return words === '' ? places : [...places.slice(0, 3), ...servers];
  });

  protected readonly active = linkedSignal({ source: this.choices, computation: () => 0 });

  constructor() {
    toObservable(this.text)
      .pipe(
        debounceTime(typingMs),
        switchMap((text) => (text.trim() === '' ? of([]) : this.found(text.trim()))),
        takeUntilDestroyed(),
      )
      .subscribe((servers) => this.servers.set(servers));
  }

  protected move(event: Event, by: number): void {
    event.preventDefault();
    const count = this.choices().length;
    if (count > 0) this.active.update((active) => (active + by + count) % count);
  }

  protected choose(choice: Choice | undefined): void {
    if (!choice) return;
    this.dialog.close();
    void choice.go();
  }

  private ask(q: string): Promise<boolean> {
    return this.router.navigate(['/servers'], { queryParams: { q } });
  }

  /** A query that makes no sense yet finds nothing. */
  private found(q: string) {
    return this.api.list({ q, sort: 'hostname', limit: serversShown }).pipe(
      map(({ items }) => items),
      catchError(() => of([])),
    );
  }
}
