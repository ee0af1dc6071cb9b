import { Service, inject } from '@angular/core';
import { Template } from '../api/wire';
import { Dialogs } from '../ui/dialogs';
import type { ApplyPlan } from './apply-sheet';

/** The side sheets in which a template is written, and applied to servers. */
@Service()
export class TemplateSheets {
  private readonly dialogs = inject(Dialogs);

  /** Resolves with the template as it then is, or with nothing when the person thought better of it. */
  write(template: Template | null): Promise<Template | undefined> {
    return this.dialogs.open(() => import('./template-sheet').then((m) => m.TemplateSheet), {
      shape: 'sheet',
      label: template ? `Edit ${template.name}` : 'Add template',
      data: template,
    });
  }

  /** Whether it was applied, or is being. */
  async apply(plan: ApplyPlan): Promise<boolean> {
    const sheet = () => import('./apply-sheet').then((m) => m.ApplySheet);
    const label = `Apply ${plan.template.name}`;
    return (await this.dialogs.open<boolean, ApplyPlan>(sheet, { shape: 'wide-sheet', label, data: plan })) ?? false;
  }
}
