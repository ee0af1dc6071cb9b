import { HttpClient, httpResource } from '@angular/common/http';
import { Component, computed, inject } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { anyVersion, paths } from '../api/fleet-api';
import { problemOf, sentenceOf } from '../api/problem';
import { Session } from '../api/session';
import { Role, User, roles } from '../api/wire';
import { Clock } from '../ui/clock';
import { Dialogs } from '../ui/dialogs';
import { Notices } from '../ui/notices';
import { counted } from '../ui/number';
import { ProblemPanel } from '../ui/problem-panel';
import { clockOf } from '../ui/time';

/** Who may sign in, and as what. Nobody is deleted here: a disabled user can come back, and the audit keeps the name. */
@Component({
  selector: 'fleet-users-page',
  imports: [ProblemPanel],
  templateUrl: './users-page.html',
  styleUrl: './users-page.css',
})
export class UsersPage {
  private readonly http = inject(HttpClient);
  private readonly dialogs = inject(Dialogs);
  private readonly notices = inject(Notices);
  private readonly fetched = httpResource<{ items: User[] }>(() => paths.users);

  protected readonly session = inject(Session);
  protected readonly clock = inject(Clock);
  protected readonly clockOf = clockOf;
  protected readonly roles = roles;

  protected readonly users = computed(() => (this.fetched.hasValue() ? this.fetched.value().items : null));
  protected readonly problem = computed(() => (this.fetched.error() ? problemOf(this.fetched.error()) : null));
  protected readonly heading = computed(() => counted(this.users()?.length ?? 0, 'user'));

  protected refetch(): void {
    this.fetched.reload();
  }

  protected async add(): Promise<void> {
    const added = await this.dialogs.open<User, null>(() => import('./user-sheet').then((m) => m.UserSheet), {
      shape: 'sheet',
      label: 'Add user',
    });
    if (added) this.refetch();
  }

  protected async assign(user: User, role: Role): Promise<void> {
    const before = user.role;
    if (await this.change(user, { role })) {
      this.notices.offerUndo(`${user.email} is ${role}`, () => void this.change(user, { role: before }));
    }
  }

  protected async disable(user: User, disabled: boolean): Promise<void> {
    if (await this.change(user, { disabled })) {
      const text = disabled ? `${user.email} can no longer sign in` : `${user.email} can sign in again`;
      this.notices.offerUndo(text, () => void this.change(user, { disabled: !disabled }));
    }
  }

  private async change(user: User, change: { role?: Role; disabled?: boolean }): Promise<boolean> {
    try {
      await firstValueFrom(this.http.patch<User>(`${paths.users}/${user.id}`, change, { headers: anyVersion }));
      return true;
    } catch (error) {
      this.notices.fail(`Not changed. ${sentenceOf(problemOf(error))}`);
      return false;
    } finally {
      this.refetch();
    }
  }
}
