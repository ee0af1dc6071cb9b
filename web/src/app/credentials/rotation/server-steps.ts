import { Component, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { RotationServer } from '../../api/wire';
import { Clock } from '../../ui/clock';
import { countOf } from '../../ui/number';
import { clockOf } from '../../ui/time';
import { toneOf } from './rotation-bar';
import { Direction, nameOfWave, standingOf } from './tally';
import { wordsOfStep } from './words';

/** How far each server is, and what keeps it from its next step. */
@Component({
  selector: 'fleet-server-steps',
  imports: [RouterLink],
  template: `
    <table class="plain-table">
      <thead>
        <tr>
          <th scope="col">Server</th>
          <th scope="col">Wave</th>
          <th scope="col">State</th>
          <th scope="col">How far</th>
          <th scope="col">What stands in the way</th>
          <th scope="col" class="number">Tries</th>
          <th scope="col" class="number">When (UTC)</th>
        </tr>
      </thead>
      <tbody>
        @for (server of servers(); track server.serverId) {
          <tr>
            <td class="name">
              <a class="ellipsis mono" data-row [routerLink]="['/servers', server.serverId]">{{ server.hostname }}</a>
            </td>
            <td class="second">{{ nameOfWave(server.wave) }}</td>
            <td>
              <span class="state"><i [style.background]="toneFor(server)"></i>{{ server.state }}</span>
            </td>
            <td class="second">{{ wordsOfStep[server.step] }}</td>
            <td class="why">{{ server.message }}</td>
            <td class="number" [class.third]="server.attempts === 0">{{ countOf(server.attempts) }}</td>
            <td class="number second">
              <time>{{ clockOf(server.triedAt ?? server.changedAt, clock.now()) }}</time>
            </td>
          </tr>
        }
      </tbody>
    </table>
  `,
  styles: `
    tbody tr:hover {
      background: var(--raised);
    }

    .name {
      max-width: 240px;
    }

    .name a {
      display: block;
      width: fit-content;
      max-width: 100%;
    }

    .state {
      display: flex;
      align-items: center;
      gap: 7px;
    }

    i {
      width: 8px;
      height: 8px;
      border-radius: 2px;
    }

    .plain-table .why {
      width: 40%;
      padding-block: 6px;
      white-space: normal;
      overflow-wrap: anywhere;
    }
  `,
})
export class ServerSteps {
  readonly servers = input.required<readonly RotationServer[]>();
  readonly direction = input.required<Direction>();

  protected readonly clock = inject(Clock);
  protected readonly clockOf = clockOf;
  protected readonly countOf = countOf;
  protected readonly nameOfWave = nameOfWave;
  protected readonly wordsOfStep = wordsOfStep;

  protected toneFor({ state }: RotationServer): string {
    return toneOf[standingOf(state, this.direction())];
  }
}
