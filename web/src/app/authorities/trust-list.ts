import { Component, inject, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { PagedList } from '../api/paged-list';
import { Authority, TrustState, TrustingServer } from '../api/wire';
import { Clock } from '../ui/clock';
import { countOf } from '../ui/number';
import { ProblemPanel } from '../ui/problem-panel';
import { clockOf } from '../ui/time';
import { trustWords } from './words';

/** Which servers trust it, and how that is known. */
@Component({
  selector: 'fleet-trust-list',
  imports: [ProblemPanel, RouterLink],
  template: `
    <section class="panel" aria-labelledby="trust-head">
      <header>
        <h2 id="trust-head">Servers that trust it</h2>
        @if (counts().unproven > 0) {
          <span>{{ countOf(counts().unproven) }} would be left without an authority</span>
        }
      </header>
      <p class="choices" role="group" aria-label="Which servers">
        <button type="button" class="chip" [attr.aria-pressed]="state() === null" (click)="narrow.emit(null)">
          all
        </button>
        @for (choice of choices; track choice) {
          <button type="button" class="chip" [attr.aria-pressed]="state() === choice" (click)="narrow.emit(choice)">
            {{ words[choice] }} {{ countOf(counts()[choice]) }}
          </button>
        }
      </p>
      @if (servers().items(); as items) {
        @if (items.length === 0) {
          <p class="third">
            {{ state() === null ? 'It was deployed to none, and none was asked yet.' : 'None.' }}
          </p>
        } @else {
          <table class="plain-table">
            <thead>
              <tr>
                <th scope="col">Server</th>
                <th scope="col">Trust</th>
                <th scope="col">Lets in</th>
                <th scope="col" class="number">Proven (UTC)</th>
              </tr>
            </thead>
            <tbody>
              @for (server of items; track server.serverId) {
                <tr>
                  <td class="name">
                    <a class="ellipsis mono" [routerLink]="['/servers', server.serverId]">{{ server.hostname }}</a>
                  </td>
                  <td class="why">
                    {{ words[server.state] }}
                    @if (server.error; as error) {
                      <span class="second">{{ error }}</span>
                    }
                  </td>
                  <td class="second">{{ server.principals.join(', ') || 'its own user' }}</td>
                  <td class="number second">{{ server.provenAt ? clockOf(server.provenAt, clock.now()) : '–' }}</td>
                </tr>
              }
            </tbody>
          </table>
          @if (servers().hasMore()) {
            <button type="button" class="link" (click)="servers().more()">More servers</button>
          }
        }
      } @else if (servers().problem(); as problem) {
        <fleet-problem what="The servers could not be fetched" [problem]="problem" (retry)="servers().refresh()" />
      } @else {
        <p role="status" aria-busy="true" aria-label="Loading"><i class="skeleton" style="width: 80%"></i></p>
      }
    </section>
  `,
  styles: `
    .choices {
      margin-bottom: 8px;
    }

    .name {
      max-width: 220px;
    }

    .name a {
      display: block;
      width: fit-content;
      max-width: 100%;
      font-weight: 500;
    }

    .plain-table .why {
      white-space: normal;
    }
  `,
})
export class TrustList {
  readonly servers = input.required<PagedList<TrustingServer>>();
  readonly counts = input.required<Authority['trust']>();
  readonly state = input.required<TrustState | null>();
  readonly narrow = output<TrustState | null>();

  protected readonly clock = inject(Clock);
  protected readonly clockOf = clockOf;
  protected readonly countOf = countOf;
  protected readonly words = trustWords;
  protected readonly choices = ['proven', 'deployed', 'refused'] as const;
}
