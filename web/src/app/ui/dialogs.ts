import { ComponentType } from '@angular/cdk/portal';
import { Injector, Service, inject } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import type { Question } from './confirm-box';

export interface DialogShape<D> {
  /** A sheet slides over the right side and keeps the list in sight; a box floats. */
  shape: 'sheet' | 'wide-sheet' | 'box';
  label: string;
  data?: D;
}

/** Opens what floats over a page. The code for it is fetched when it is first wanted. */
@Service()
export class Dialogs {
  private readonly injector = inject(Injector);

  /** Whether it is meant. */
  async confirm(question: Question): Promise<boolean> {
    const box = () => import('./confirm-box').then((m) => m.ConfirmBox);
    return (await this.open<boolean, Question>(box, { shape: 'box', label: question.title, data: question })) ?? false;
  }

  /** Resolves with what it was closed with. Focus is kept inside, and goes back to where it was. */
  async open<R, D>(
    component: () => Promise<ComponentType<unknown>>,
    { shape, label, data }: DialogShape<D>,
  ): Promise<R | undefined> {
    const [{ Dialog }, shown] = await Promise.all([import('@angular/cdk/dialog'), component()]);
    const dialog = this.injector.get(Dialog);
    const opened = dialog.open<R, D>(shown, {
      data,
      ariaLabel: label,
      ariaModal: true,
      panelClass: shape === 'wide-sheet' ? ['sheet', 'wide'] : shape,
      autoFocus: 'first-tabbable',
      restoreFocus: true,
      closeOnNavigation: true,
    });
    return firstValueFrom(opened.closed);
  }
}
