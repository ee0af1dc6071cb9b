import { Service, inject } from '@angular/core';
import { Credential } from '../api/wire';
import { Dialogs } from '../ui/dialogs';

/** The side sheets in which a key is generated, imported, and described. */
@Service()
export class CredentialSheets {
  private readonly dialogs = inject(Dialogs);

  /** Resolves with the credential as it then is, or with nothing when the person thought better of it. */
  write(credential: Credential | null): Promise<Credential | undefined> {
    return this.dialogs.open(() => import('./credential-sheet').then((m) => m.CredentialSheet), {
      shape: 'sheet',
      label: credential ? `Edit ${credential.name}` : 'Add key',
      data: credential,
    });
  }
}
