import { Service, inject } from '@angular/core';
import { ServerView } from '../api/wire';
import { Dialogs } from '../ui/dialogs';

/** The side sheets in which a server is registered or changed. */
@Service()
export class ServerSheets {
  private readonly dialogs = inject(Dialogs);

  /** Resolves with the new server, or with nothing when the person thought better of it. */
  add(): Promise<ServerView | undefined> {
    return this.open(null, 'Add server');
  }

  edit(server: ServerView): Promise<ServerView | undefined> {
    return this.open(server, `Edit ${server.hostname}`);
  }

  private open(server: ServerView | null, label: string): Promise<ServerView | undefined> {
    return this.dialogs.open(() => import('./server-sheet').then((m) => m.ServerSheet), {
      shape: 'sheet',
      label,
      data: server,
    });
  }
}
