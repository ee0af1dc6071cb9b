import { Combobox, ComboboxPopup, ComboboxWidget } from '@angular/aria/combobox';
import { Listbox, Option } from '@angular/aria/listbox';
import { DialogRef } from '@angular/cdk/dialog';
import { Component, afterRenderEffect, computed, inject, signal, untracked, viewChild } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { Router } from '@angular/router';
import { catchError, debounceTime, map, of, switchMap } from 'rxjs';
import { FleetApi } from '../api/fleet-api';
import { Session } from '../api/session';
import { ServerView } from '../api/wire';
import { ServerSheets } from '../server/server-sheets';
import { HealthGlyph } from '../ui/health-glyph';

interface Choice {
  id: string;
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
  imports: [Combobox, ComboboxPopup, ComboboxWidget, HealthGlyph, Listbox, Option],
  templateUrl: './palette.html',
  styles: `
    :host {
      display: block;
      width: min(560px, 90vw);
      min-height: 340px;
      padding: 10px;
    }

    .input {
      height: 38px;
      margin-bottom: 8px;
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

    li:hover {
      background: var(--raised);
    }

    li[data-active='true'] {
      background: var(--selected);
    }

    p {
      padding: 8px 10px;
    }

    li .third {
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
  protected readonly dialog = inject(DialogRef);
  private readonly servers = signal<readonly ServerView[]>([]);

  protected readonly text = signal('');

  private readonly places = computed<Choice[]>(() => [
    { id: 'overview', name: 'Overview', hint: 'page', go: () => this.router.navigate(['/']) },
    { id: 'servers', name: 'Servers', hint: 'page', go: () => this.router.navigate(['/servers']) },
    {
      id: 'failing-servers',
      name: 'Failing servers',
      hint: 'query',
      go: () => this.ask('countable:true -health:healthy -health:unknown'),
    },
    { id: 'pageable-servers', name: 'Pageable servers', hint: 'query', go: () => this.ask('pageable:true') },
    { id: 'deleted-servers', name: 'Deleted servers', hint: 'query', go: () => this.ask('deleted:true') },
    { id: 'groups', name: 'Groups', hint: 'page', go: () => this.router.navigate(['/groups']) },
    { id: 'templates', name: 'Templates', hint: 'page', go: () => this.router.navigate(['/templates']) },
    { id: 'tags', name: 'Tags', hint: 'page', go: () => this.router.navigate(['/tags']) },
    { id: 'credentials', name: 'Keys', hint: 'page', go: () => this.router.navigate(['/credentials']) },
    { id: 'rotations', name: 'Rotations', hint: 'page', go: () => this.router.navigate(['/rotations']) },
    { id: 'host-keys', name: 'Host keys', hint: 'page', go: () => this.router.navigate(['/host-keys']) },
    { id: 'discovery', name: 'Discovery', hint: 'page', go: () => this.router.navigate(['/discovery']) },
    {
      id: 'reconciliation',
      name: 'Reconciliation',
      hint: 'page',
      go: () => this.router.navigate(['/discovery/reconciliation']),
    },
    { id: 'changesets', name: 'Change sets', hint: 'page', go: () => this.router.navigate(['/changesets']) },
    { id: 'audit', name: 'Audit', hint: 'page', go: () => this.router.navigate(['/audit']) },
    ...(this.session.canWrite()
      ? [
          { id: 'validation', name: 'Validation', hint: 'page', go: () => this.router.navigate(['/validate']) },
          { id: 'add-server', name: 'Add server', hint: 'action', go: () => this.sheets.add() },
          { id: 'import', name: 'Import servers', hint: 'page', go: () => this.router.navigate(['/import']) },
        ]
      : []),
    ...(this.session.isAdmin()
      ? [{ id: 'users', name: 'Users', hint: 'page', go: () => this.router.navigate(['/users']) }]
      : []),
  ]);

  protected readonly choices = computed<Choice[]>(() => {
    const words = this.text().trim().toLowerCase();
    const places = this.places().filter(({ name }) => name.toLowerCase().includes(words));
    const servers = this.servers().map((server) => ({
      id: server.id,
      name: server.hostname,
      hint: server.ipAddress ?? '',
      server,
      go: () => this.router.navigate(['/servers', server.id]),
    }));
    return words === '' ? places : [...places.slice(0, 3), ...servers];
  });

  private readonly listbox = viewChild(Listbox);

  constructor() {
    toObservable(this.text)
      .pipe(
        debounceTime(typingMs),
        switchMap((text) => (text.trim() === '' ? of([]) : this.found(text.trim()))),
        takeUntilDestroyed(),
      )
      .subscribe((servers) => this.servers.set(servers));
    // Enter takes the first, unless the arrows chose another.
    afterRenderEffect(() => {
      const listbox = this.listbox();
      if (this.choices().length > 0 && listbox) untracked(() => listbox.gotoFirst());
    });
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
