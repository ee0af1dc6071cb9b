import { CdkMenu, CdkMenuItem, CdkMenuItemRadio, CdkMenuTrigger } from '@angular/cdk/menu';
import { Component, DestroyRef, computed, inject, viewChild } from '@angular/core';
import { Router, RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { ContactStore } from '../api/contact-store';
import { problemOf, sentenceOf } from '../api/problem';
import { Session } from '../api/session';
import { JobTray } from '../bulk/job-tray';
import { OverviewStore } from '../fleet/overview-store';
import { Past } from '../past/past';
import { TimeBar } from '../past/time-bar';
import { TimeControl } from '../past/time-control';
import { ServerSheets } from '../server/server-sheets';
import { ImportTray } from '../transfer/import-tray';
import { Address } from '../ui/address';
import { Dialogs } from '../ui/dialogs';
import { NoticeBar } from '../ui/notice-bar';
import { Notices } from '../ui/notices';
import { countOf } from '../ui/number';
import { Shortcuts } from '../ui/shortcuts';
import { ViewMenu } from '../views/view-menu';
import { ConnectionBadge } from './connection-badge';
import { Mark } from './mark';
import { SearchBox } from './search-box';
import { Theme, themes } from './theme';

interface Entry {
  path: string;
  name: string;
  count?: string | null;
  /** It can show the past, and is entered where one is. */
  isOfFleet?: boolean;
}

/** Around every page: navigation, search, the state of the connection, the person. */
@Component({
  selector: 'fleet-frame',
  imports: [
    CdkMenu,
    CdkMenuItem,
    CdkMenuItemRadio,
    CdkMenuTrigger,
    ConnectionBadge,
    ImportTray,
    JobTray,
    Mark,
    NoticeBar,
    RouterLink,
    RouterLinkActive,
    RouterOutlet,
    SearchBox,
    TimeBar,
    TimeControl,
    ViewMenu,
  ],
  templateUrl: './frame.html',
  styleUrl: './frame.css',
})
export class Frame {
  private readonly router = inject(Router);
  private readonly dialogs = inject(Dialogs);
  private readonly notices = inject(Notices);
  private readonly overview = inject(OverviewStore);
  private readonly sheets = inject(ServerSheets);
  private readonly address = inject(Address);
  private readonly searchBox = viewChild.required(SearchBox);

  protected readonly session = inject(Session);
  protected readonly past = inject(Past);
  protected readonly contact = inject(ContactStore);
  protected readonly theme = inject(Theme);
  protected readonly themes = themes;

  /** On the page of a server its own changes are marked. */
  protected readonly serverId = computed(() => /^\/servers\/([^/]+)$/.exec(this.address.path())?.[1] ?? null);

  protected readonly sections = computed<{ name: string | null; entries: Entry[] }[]>(() => {
    const total = this.overview.overview()?.total;
    return [
      {
        name: null,
        entries: [
          { path: '/', name: 'Overview', isOfFleet: true },
          { path: '/servers', name: 'Servers', isOfFleet: true, count: total === undefined ? null : countOf(total) },
        ],
      },
      {
        name: 'Organise',
        entries: [
          { path: '/groups', name: 'Groups' },
          { path: '/templates', name: 'Templates' },
          { path: '/tags', name: 'Tags' },
        ],
      },
      {
        name: 'Access',
        entries: [
          { path: '/credentials', name: 'Keys' },
          { path: '/rotations', name: 'Rotations' },
          { path: '/host-keys', name: 'Host keys' },
        ],
      },
      {
        name: 'System',
        entries: [
          ...(this.session.canWrite() ? [{ path: '/import', name: 'Import' }] : []),
          { path: '/discovery', name: 'Discovery' },
          { path: '/changesets', name: 'Change sets' },
          ...(this.session.canWrite() ? [{ path: '/validate', name: 'Validation' }] : []),
          { path: '/audit', name: 'Audit' },
          ...(this.session.isAdmin() ? [{ path: '/users', name: 'Users' }] : []),
        ],
      },
    ];
  });

  constructor() {
    inject(Shortcuts).on(inject(DestroyRef), {
      search: () => this.searchBox().focus(),
      palette: () => void this.openPalette(),
      help: () => void this.openHelp(),
      overview: () => void this.router.navigate(['/'], { queryParams: this.past.parameters() }),
      servers: () => void this.router.navigate(['/servers'], { queryParams: this.past.parameters() }),
      groups: () => void this.router.navigate(['/groups']),
      templates: () => void this.router.navigate(['/templates']),
      tags: () => void this.router.navigate(['/tags']),
      changes: () => void this.router.navigate(['/changesets']),
      audit: () => void this.router.navigate(['/audit']),
      add: () => this.session.canWrite() && !this.past.isShown() && (void this.sheets.add(), true),
      undo: () => this.notices.undo(),
    });
  }

  protected openHelp(): Promise<unknown> {
    return this.dialogs.open(() => import('./shortcut-sheet').then((m) => m.ShortcutSheet), {
      shape: 'box',
      label: 'Keyboard',
    });
  }

  protected openPalette(): Promise<unknown> {
    return this.dialogs.open(() => import('./palette').then((m) => m.Palette), { shape: 'box', label: 'Go to' });
  }

  protected changePassword(): Promise<unknown> {
    return this.dialogs.open(() => import('./password-sheet').then((m) => m.PasswordSheet), {
      shape: 'sheet',
      label: 'Change password',
    });
  }

  protected async signOut(): Promise<void> {
    try {
      await this.session.signOut();
      await this.router.navigate(['/sign-in']);
    } catch (error) {
      this.notices.fail(`Not signed out. ${sentenceOf(problemOf(error))}`);
    }
  }
}
