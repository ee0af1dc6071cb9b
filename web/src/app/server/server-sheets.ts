import { Service, inject } from '@angular/core';
import { ServerView } from '../api/wire';
import { Dialogs } from '../ui/dialogs';
import type { Origin } from './draft';
import type { SheetData } from './server-sheet';

/** The side sheets in which a server is registered or changed. */
@Service()
export class ServerSheets {
  private readonly dialogs = inject(Dialogs);

  /** Resolves with the new server, or with nothing when the person thought better of it. */
  add(): Promise<ServerView | undefined> {
    return this.open({ base: null, origin: null }, 'Add server');
  }

  addFrom(origin: Origin): Promise<ServerView | undefined> {
    return this.open({ base: null, origin }, `Add server from ${origin.name}`);
  }

  edit(server: ServerView): Promise<ServerView | undefined> {
    return this.open({ base: server, origin: null }, `Edit ${server.hostname}`);
  }

  private open(data: SheetData, label: string): Promise<ServerView | undefined> {
    return this.dialogs.open(() => import('./server-sheet').then((m) => m.ServerSheet), {
      shape: 'sheet',
      label,
      data,
    });
  }
}
