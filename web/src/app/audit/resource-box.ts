import { Combobox, ComboboxPopup, ComboboxWidget } from '@angular/aria/combobox';
import { Listbox, Option } from '@angular/aria/listbox';
import { Component, inject, output, signal } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { catchError, debounceTime, map, of, switchMap } from 'rxjs';
import { FleetApi } from '../api/fleet-api';
import { ServerView } from '../api/wire';

const typingMs = 120;
const serversShown = 8;

/** Finds the server, also a deleted one, that something was done to. */
@Component({
  selector: 'fleet-resource-box',
  imports: [Combobox, ComboboxPopup, ComboboxWidget, Listbox, Option],
  template: `
    <input
      ngCombobox
      #combobox="ngCombobox"
      class="input mono"
      id="audit-server"
      type="text"
      autocomplete="off"
      spellcheck="false"
      placeholder="any"
      [value]="text()"
      (valueChange)="text.set($event)"
      [(expanded)]="isOpen"
    />
    <ng-template ngComboboxPopup [combobox]="combobox">
      <ul
        ngComboboxWidget
        ngListbox
        #listbox="ngListbox"
        class="menu"
        aria-label="Servers"
        focusMode="activedescendant"
        selectionMode="explicit"
        [class.empty]="found().length === 0"
        [activeDescendant]="listbox.activeDescendant()"
        [value]="[]"
        (valueChange)="choose($event[0])"
      >
        @for (server of found(); track server.id) {
          <li ngOption [value]="server" [label]="server.hostname">
            <span class="mono ellipsis" [class.gone]="server.deletedAt">{{ server.hostname }}</span>
            <span class="third">{{ server.deletedAt ? 'deleted' : '' }}</span>
          </li>
        }
      </ul>
    </ng-template>
  `,
  styles: `
    :host {
      position: relative;
      display: block;
    }

    ul {
      position: absolute;
      z-index: 5;
      top: calc(100% + 4px);
      left: 0;
      min-width: 260px;
    }

    .empty {
      display: none;
    }

    li {
      display: flex;
      justify-content: space-between;
      gap: 14px;
      padding: 5px 9px;
      border-radius: 6px;
      cursor: default;
    }

    li:hover {
      background: var(--raised);
    }

    li[data-active='true'] {
      background: var(--selected);
    }

    .gone {
      color: var(--third);
      text-decoration: line-through;
    }
  `,
})
export class ResourceBox {
  readonly chosen = output<string>();

  private readonly api = inject(FleetApi);
  protected readonly text = signal('');
  protected readonly isOpen = signal(false);
  protected readonly found = signal<readonly ServerView[]>([]);

  constructor() {
    toObservable(this.text)
      .pipe(
        debounceTime(typingMs),
        switchMap((text) => (text.trim() === '' ? of([]) : this.search(text.trim()))),
        takeUntilDestroyed(),
      )
      .subscribe((servers) => this.found.set(servers));
  }

  protected choose(server: ServerView | undefined): void {
    if (!server) return;
    this.text.set('');
    this.isOpen.set(false);
    this.chosen.emit(server.id);
  }

  /** What makes no sense yet finds nothing. */
  private search(text: string) {
    const q = `deleted:* ${/^[a-z\d][\w.*-]*$/i.test(text) ? `hostname:*${text}*` : text}`;
    return this.api.list({ q, sort: 'hostname', limit: serversShown }).pipe(
      map(({ items }) => items),
      catchError(() => of([])),
    );
  }
}
