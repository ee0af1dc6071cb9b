import { Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Group, healthStatuses } from '../api/wire';
import { Bar, Share } from '../ui/bar';
import { HealthGlyph } from '../ui/health-glyph';
import { countOf } from '../ui/number';
import { membersQuery } from './group-query';

/** How the members of a group are, in a bar and in numbers that lead to them. */
@Component({
  selector: 'fleet-roll-up',
  imports: [Bar, HealthGlyph, RouterLink],
  template: `
    <fleet-bar [shares]="shares()" />
    <ul class="second">
      @for (item of counts(); track item.status) {
        <li>
          <a routerLink="/servers" [queryParams]="{ q: item.q }">
            <strong>{{ approximately() }}{{ countOf(item.count) }}</strong> <fleet-health [status]="item.status" />
          </a>
        </li>
      }
    </ul>
  `,
  styles: `
    :host {
      display: grid;
      gap: 8px;
    }

    ul {
      display: flex;
      flex-wrap: wrap;
      gap: 4px 20px;
    }

    a {
      display: inline-flex;
      align-items: baseline;
      gap: 6px;
    }

    strong {
      color: var(--text);
      font-size: 17px;
      font-weight: 650;
    }
  `,
})
export class HealthRollUp {
  readonly group = input.required<Group>();

  protected readonly countOf = countOf;
  protected readonly approximately = computed(() => (this.group().servers.exact ? '' : '~'));
  protected readonly shares = computed<Share[]>(() => sharesOf(this.group()));
  protected readonly counts = computed(() => {
    const { name, health } = this.group();
    return healthStatuses.map((status) => ({
      status,
      count: health[status],
      q: `${membersQuery(name)} health:${status}`,
    }));
  });
}

/** The worst first, where one looks. */
export function sharesOf({ health }: Pick<Group, 'health'>): Share[] {
  return (['unhealthy', 'degraded', 'unknown', 'healthy'] as const).map((status) => ({
    tone: `var(--${status})`,
    count: health[status],
  }));
}
