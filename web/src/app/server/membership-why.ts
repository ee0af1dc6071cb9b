import { Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Membership } from '../api/wire';
import { reasonWords } from './membership-words';

/** Everything that makes a server a member of a group, a sentence each. */
@Component({
  selector: 'fleet-membership',
  imports: [RouterLink],
  template: `
    <ul class="second">
      @for (sentence of sentences(); track $index) {
        <li>
          @for (piece of sentence; track $index) {
            @if ('text' in piece) {
              <span>{{ piece.text }}</span>
            } @else if ('group' in piece) {
              <a class="link" [routerLink]="['/groups', piece.group.id]">{{ piece.group.name }}</a>
            } @else {
              <a routerLink="/servers" [queryParams]="{ q: piece.q }"
                ><code>{{ piece.q }}</code></a
              >
            }
          }
        </li>
      } @empty {
        <li>It is no member any more.</li>
      }
    </ul>
  `,
  styles: `
    li {
      overflow-wrap: anywhere;
    }

    span {
      white-space: pre-wrap;
    }

    .link {
      text-decoration: underline;
      text-underline-offset: 3px;
    }
  `,
})
export class MembershipWhy {
  readonly membership = input.required<Membership>();
  protected readonly sentences = computed(() => this.membership().reasons.map(reasonWords));
}
