import { Service, inject } from '@angular/core';
import { ImportedHosts, Scan } from '../api/wire';
import { Dialogs } from '../ui/dialogs';
import type { RegisterPlan } from './register-sheet';

/** The side sheets in which a scan is ordered, and what it found is registered. */
@Service()
export class DiscoverySheets {
  private readonly dialogs = inject(Dialogs);

  /** Resolves with the scan, or with nothing when the person thought better of it. */
  order(): Promise<Scan | undefined> {
    return this.dialogs.open(() => import('./scan-sheet').then((m) => m.ScanSheet), {
      shape: 'sheet',
      label: 'New scan',
    });
  }

  /** Resolves with what became of each host. */
  register(plan: RegisterPlan): Promise<ImportedHosts | undefined> {
    return this.dialogs.open(() => import('./register-sheet').then((m) => m.RegisterSheet), {
      shape: 'wide-sheet',
      label: 'Register',
      data: plan,
    });
  }
}
