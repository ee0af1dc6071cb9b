import { Service, inject } from '@angular/core';
import { ComponentType } from '@angular/cdk/portal';
import { Credential, KnownLogin } from '../../api/wire';
import { Dialogs } from '../../ui/dialogs';
import { counted } from '../../ui/number';
import { KeyOrderPlan } from './undertaking';

/** The side sheets in which a key is put on servers, or taken away from them. */
@Service()
export class KeyOrders {
  private readonly dialogs = inject(Dialogs);

  deploy(credential: Credential, chosen: readonly KnownLogin[]): Promise<void> {
    const sheet = () => import('./deploy-sheet').then((m) => m.DeploySheet);
    return this.open(sheet, `Deploy ${credential.name}`, { credential, chosen, called: marked(chosen) });
  }

  /** From those that are marked, or from all that may know it. */
  withdraw(credential: Credential, chosen: readonly KnownLogin[], areAll: boolean): Promise<void> {
    const sheet = () => import('./withdraw-sheet').then((m) => m.WithdrawSheet);
    return this.open(sheet, `Remove ${credential.name} from servers`, {
      credential,
      chosen,
      called: areAll ? `${counted(chosen.length, 'server')} that may know it` : marked(chosen),
    });
  }

  private async open(sheet: () => Promise<ComponentType<unknown>>, label: string, data: KeyOrderPlan): Promise<void> {
    await this.dialogs.open<void, KeyOrderPlan>(sheet, { shape: 'wide-sheet', label, data });
  }
}

function marked(chosen: readonly unknown[]): string {
  return counted(chosen.length, 'marked server');
}
