import { Service, inject } from '@angular/core';
import { ChangeSet } from '../api/wire';
import { Dialogs } from '../ui/dialogs';
import { Arrangement, Chosen, arrangements } from './arrangement';
import type { BulkPlan } from './bulk-sheet';

/** The side sheets in which something is done to many servers, or taken back. Each answers whether it was. */
@Service()
export class BulkSheets {
  private readonly dialogs = inject(Dialogs);

  async carryOut(plan: BulkPlan, label: string): Promise<boolean> {
    const isDone = await this.dialogs.open<boolean, BulkPlan>(() => import('./bulk-sheet').then((m) => m.BulkSheet), {
      shape: 'wide-sheet',
      label,
      data: plan,
    });
    return isDone ?? false;
  }

  /** Puts them into groups, or makes them match a template. */
  async arrange(how: Arrangement, chosen: Chosen): Promise<boolean> {
    const isDone = await this.dialogs.open<boolean, Chosen>(
      () =>
        how === 'group'
          ? import('./regroup-sheet').then((m) => m.RegroupSheet)
          : import('./template-order').then((m) => m.TemplateOrder),
      { shape: 'wide-sheet', label: `${arrangements[how]} ${chosen.words}`, data: chosen },
    );
    return isDone ?? false;
  }

  async revert(changeSet: ChangeSet): Promise<boolean> {
    const isDone = await this.dialogs.open<boolean, ChangeSet>(
      () => import('./revert-sheet').then((m) => m.RevertSheet),
      { shape: 'wide-sheet', label: `Revert: ${changeSet.title}`, data: changeSet },
    );
    return isDone ?? false;
  }
}
