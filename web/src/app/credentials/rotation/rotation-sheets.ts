import { Service, inject } from '@angular/core';
import { Credential, Rotation } from '../../api/wire';
import { Dialogs } from '../../ui/dialogs';

/** Where a rotation is planned, and where it is said why one is taken back. */
@Service()
export class RotationSheets {
  private readonly dialogs = inject(Dialogs);

  /** Resolves with the rotation that began, or with nothing when the person thought better of it. */
  rotate(credential: Credential): Promise<Rotation | undefined> {
    return this.dialogs.open(() => import('./rotate-sheet').then((m) => m.RotateSheet), {
      shape: 'wide-sheet',
      label: `Rotate ${credential.name}`,
      data: credential,
    });
  }

  /** Resolves with the reason. */
  rollBack(rotation: Rotation): Promise<string | undefined> {
    return this.dialogs.open(() => import('./rollback-box').then((m) => m.RollbackBox), {
      shape: 'box',
      label: `Roll ${rotation.credentialName} back`,
      data: rotation,
    });
  }
}
