import { Component, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { AuditEntry } from '../api/wire';
import { Changes } from '../ui/changes';
import { Clock } from '../ui/clock';
import { clockOf } from '../ui/time';
import { linkIn } from './dependency-words';
import { inWords } from './maintenance-words';

/** What is not of the server alone needs another word. */
const words: Record<string, string> = {
  'dependency.created': 'needs',
  'dependency.deleted': 'let go',
  'maintenance.scheduled': 'silenced',
  'maintenance.changed': 'silenced',
  'maintenance.ended': 'silence over',
};

/** Who did what to this server, newest first. */
@Component({
  selector: 'fleet-change-list',
  imports: [Changes, RouterLink],
  template: `
    <section class="panel" aria-labelledby="changes-head">
      <header>
        <h2 id="changes-head">Changes</h2>
        <a routerLink="/audit" [queryParams]="{ subject: serverId() }">all in the audit</a>
      </header>
      <ol>
        @for (entry of entries(); track entry.id) {
          <li>
            <time [attr.datetime]="entry.at" class="third">{{ clockOf(entry.at, clock.now()) }}</time>
            <span class="second ellipsis">{{ entry.actor.name }}</span>
            <span class="action">{{ wordOf(entry.action) }}</span>
            <div>
              @if (linkIn(entry); as link) {
                <a class="mono" [routerLink]="['/servers', link.id]">{{ link.hostname }}</a>
                <span class="second">{{ link.note ? ' ' + link.note : '' }}</span>
              } @else if (entry.action !== 'server.created') {
                <fleet-changes [before]="inWords(entry.before)" [after]="inWords(entry.after)" />
              }
              @if (entry.reason) {
                <q class="second">{{ entry.reason }}</q>
              }
            </div>
          </li>
        } @empty {
          <li>
            @if (entries()) {
              <span class="second">Nobody has changed anything.</span>
            } @else {
              <i class="skeleton" style="width: 60%"></i>
            }
          </li>
        }
      </ol>
    </section>
  `,
  styles: `
    li {
      display: grid;
      grid-template-columns: auto minmax(80px, 150px) 80px minmax(0, 1fr);
      gap: 14px;
      padding: 7px 0 6px;
      border-top: 1px solid var(--line);
    }
  `,
})
export class ChangeList {
  /** Nothing while they are being fetched. */
  readonly entries = input.required<readonly AuditEntry[] | undefined>();
  readonly serverId = input.required<string>();

  protected readonly clock = inject(Clock);
  protected readonly clockOf = clockOf;
  protected readonly linkIn = linkIn;
  protected readonly inWords = inWords;

  protected wordOf(action: string): string {
    return words[action] ?? action.replace('server.', '');
  }
}
