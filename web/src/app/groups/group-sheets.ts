import { Service, inject } from '@angular/core';
import { Group } from '../api/wire';
import { Dialogs } from '../ui/dialogs';
import type { MembersPlan } from './members-sheet';

/** The side sheets in which a group is defined, and servers are put into it or taken out. */
@Service()
export class GroupSheets {
  private readonly dialogs = inject(Dialogs);

  /** Resolves with the group as it then is, or with nothing when the person thought better of it. */
  define(group: Group | null): Promise<Group | undefined> {
    return this.dialogs.open(() => import('./group-sheet').then((m) => m.GroupSheet), {
      shape: 'sheet',
      label: group ? `Edit ${group.name}` : 'Add group',
      data: group,
    });
  }

  /** Whether it was done, or is being. */
  async regroup(plan: MembersPlan): Promise<boolean> {
    const sheet = () => import('./members-sheet').then((m) => m.MembersSheet);
    const label =
      plan.deed === 'add' ? `Put servers into ${plan.group.name}` : `Take servers out of ${plan.group.name}`;
    return (await this.dialogs.open<boolean, MembersPlan>(sheet, { shape: 'wide-sheet', label, data: plan })) ?? false;
  }
}
