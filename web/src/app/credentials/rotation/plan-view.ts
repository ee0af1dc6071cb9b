import { Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { RotationPlan } from '../../api/wire';
import { countOf, counted } from '../../ui/number';
import { keyNameOf } from '../key-name';
import { sentenceOfBudget } from './rotation-draft';
import { nameOfWave } from './tally';

const shownServers = 3;
const shownLeftOut = 6;
const shownDown = 6;

/** A rotation before it begins: who comes when, who would have to wait, who is left out. */
@Component({
  selector: 'fleet-plan',
  imports: [RouterLink],
  template: `
    @if (hindrance(); as why) {
      <p class="hindrance" role="alert">
        {{ why }}
        @if (plan().underWay; as id) {
          <a class="link" [routerLink]="['/rotations', id]">How far it is</a>
        }
      </p>
    }
    <p>
      @if (plan().total > 0) {
        {{ counted(plan().total, 'server') }} {{ plan().total === 1 ? 'gets' : 'get' }} version {{ plan().toVersion }},
        {{ keyName() }}. {{ budget() }}
      } @else {
        No server uses it. It gets version {{ plan().toVersion }}, {{ keyName() }}.
      }
    </p>
    @if (plan().unreachable > 0) {
      <p>
        <strong>{{ counted(plan().unreachable, 'server') }} cannot be reached now</strong>:
        @for (server of down(); track server.serverId) {
          <span class="server mono">{{ server.hostname }}</span>
        }
        @if (plan().unreachable > down().length) {
          and {{ countOf(plan().unreachable - down().length) }} more
        }
        – {{ plan().unreachable === 1 ? 'it waits, and is' : 'they wait, and each is' }} finished when it answers again.
      </p>
    }
    @if (plan().waves.length > 0) {
      <table class="plain-table">
        <thead>
          <tr>
            <th scope="col">Wave</th>
            <th scope="col" class="number">Servers</th>
            <th scope="col">Who</th>
          </tr>
        </thead>
        <tbody>
          @for (wave of plan().waves; track wave.wave) {
            <tr>
              <td>{{ nameOfWave(wave.wave) }}</td>
              <td class="number">{{ countOf(wave.total) }}</td>
              <td class="who">
                @for (server of wave.servers.slice(0, shownServers); track server.serverId) {
                  <span class="server">
                    <a class="mono" target="_blank" [routerLink]="['/servers', server.serverId]">{{
                      server.hostname
                    }}</a>
                    @if (!server.isReachable) {
                      &ngsp;<span class="second">(down)</span>
                    }
                  </span>
                }
                @if (wave.total > shownServers) {
                  &ngsp;<span class="third">and {{ countOf(wave.total - shownServers) }} more</span>
                }
              </td>
            </tr>
          }
        </tbody>
      </table>
    }
    @if (plan().leftOut.length > 0) {
      <p class="second">
        Left out, although they have the key:
        @for (server of plan().leftOut.slice(0, shownLeftOut); track server.serverId) {
          <span class="server"
            ><span class="mono">{{ server.hostname }}</span> ({{ server.why }})</span
          >
        }
        @if (plan().leftOut.length > shownLeftOut) {
          and {{ countOf(plan().leftOut.length - shownLeftOut) }} more
        }
      </p>
    }
  `,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: 8px;
    }

    .hindrance {
      padding: 12px 14px;
      border: 1px solid var(--degraded);
      border-radius: 10px;
      background: var(--degraded-wash);
    }

    .plain-table .who {
      width: 70%;
      padding-block: 4px;
      white-space: normal;
      overflow-wrap: anywhere;
    }

    .server + .server::before {
      content: ', ';
    }
  `,
})
export class PlanView {
  readonly plan = input.required<RotationPlan>();
  readonly hindrance = input<string | null>(null);

  protected readonly shownServers = shownServers;
  protected readonly shownLeftOut = shownLeftOut;
  protected readonly countOf = countOf;
  protected readonly counted = counted;
  protected readonly nameOfWave = nameOfWave;
  protected readonly budget = computed(() => sentenceOfBudget(this.plan()));
  protected readonly keyName = computed(() => `an ${keyNameOf(this.plan().algorithm, this.plan().bits)} key`);
  /** Of those that the plan names; there may be more. */
  protected readonly down = computed(() =>
    this.plan()
      .waves.flatMap(({ servers }) => servers.filter(({ isReachable }) => !isReachable))
      .slice(0, shownDown),
  );
}
