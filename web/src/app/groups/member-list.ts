import { Component, inject, input, linkedSignal, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { firstValueFrom } from 'rxjs';
import { GroupsApi } from '../api/groups-api';
import { problemOf, sentenceOf } from '../api/problem';
import { Group, Membership, ServerView } from '../api/wire';
import { MembershipWhy } from '../server/membership-why';
import { HealthGlyph } from '../ui/health-glyph';
import { LifecycleGlyph } from '../ui/lifecycle-glyph';
import { Notices } from '../ui/notices';

/** The members of a group, the worst on top; of each why it is one, when it is asked. */
@Component({
  selector: 'fleet-members',
  imports: [HealthGlyph, LifecycleGlyph, MembershipWhy, RouterLink],
  templateUrl: './member-list.html',
  styleUrl: './member-list.css',
})
export class MemberList {
  readonly group = input.required<Group>();
  readonly servers = input.required<readonly ServerView[]>();
  readonly canWrite = input(false);
  /** To take this one out again. */
  readonly released = output<ServerView>();

  private readonly api = inject(GroupsApi);
  private readonly notices = inject(Notices);
  /** By the id of the server; of another group, or one that is defined anew, nothing is open. */
  protected readonly opened = linkedSignal<string, ReadonlyMap<string, Membership>>({
    source: () => `${this.group().id} ${this.group().version}`,
    computation: () => new Map(),
  });

  protected async toggle({ id }: ServerView): Promise<void> {
    if (this.opened().has(id)) {
      this.opened.update((opened) => new Map([...opened].filter(([other]) => other !== id)));
      return;
    }
    const group = this.group();
    try {
      const membership = await firstValueFrom(this.api.membership(group.id, id));
      if (this.group().id === group.id) this.opened.update((opened) => new Map(opened).set(id, membership));
    } catch (error) {
      this.notices.fail(`Why is not known. ${sentenceOf(problemOf(error))}`);
    }
  }

  /** Only who was put into this very group can be taken out of it. */
  protected isPutIn({ reasons }: Membership): boolean {
    return reasons.some(({ kind, group }) => kind === 'static' && group.id === this.group().id);
  }
}
