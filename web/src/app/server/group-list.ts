import { Component, inject, input, linkedSignal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { firstValueFrom } from 'rxjs';
import { GroupsApi } from '../api/groups-api';
import { problemOf, sentenceOf } from '../api/problem';
import { Membership, ServerView } from '../api/wire';
import { Notices } from '../ui/notices';
import { MembershipWhy } from './membership-why';

/** The groups that a server is in, and of each why, when it is asked. */
@Component({
  selector: 'fleet-server-groups',
  imports: [MembershipWhy, RouterLink],
  template: `
    <section class="panel" aria-labelledby="groups-head">
      <header>
        <h2 id="groups-head">Groups</h2>
      </header>
      <ul class="groups">
        @for (name of server().groups; track $index) {
          <li>
            <p>
              <a class="ellipsis" [routerLink]="['/groups/named', name]">{{ name }}</a>
              <button
                type="button"
                class="link"
                [attr.aria-label]="'Why in ' + name"
                [attr.aria-expanded]="opened().has(name)"
                (click)="toggle(name)"
              >
                Why
              </button>
            </p>
            @if (opened().get(name); as membership) {
              <fleet-membership [membership]="membership" />
            }
          </li>
        } @empty {
          <li class="second">It is in no group.</li>
        }
      </ul>
    </section>
  `,
  styles: `
    li {
      padding: 5px 0 4px;
      border-top: 1px solid var(--line);
    }

    p {
      display: flex;
      justify-content: space-between;
      gap: 14px;
    }
  `,
})
export class GroupList {
  readonly server = input.required<Pick<ServerView, 'id' | 'groups'>>();

  private readonly api = inject(GroupsApi);
  private readonly notices = inject(Notices);
  /** By the name of the group; of another server nothing is open. */
  protected readonly opened = linkedSignal<string, ReadonlyMap<string, Membership>>({
    source: () => this.server().id,
    computation: () => new Map(),
  });

  protected async toggle(name: string): Promise<void> {
    if (this.opened().has(name)) {
      this.opened.update((opened) => new Map([...opened].filter(([other]) => other !== name)));
      return;
    }
    const { id } = this.server();
    try {
      const group = await firstValueFrom(this.api.named(name));
      const none: Membership = { isMember: false, reasons: [] };
      const membership = group ? await firstValueFrom(this.api.membership(group.id, id)) : none;
      if (this.server().id === id) this.opened.update((opened) => new Map(opened).set(name, membership));
    } catch (error) {
      this.notices.fail(`Why is not known. ${sentenceOf(problemOf(error))}`);
    }
  }
}
