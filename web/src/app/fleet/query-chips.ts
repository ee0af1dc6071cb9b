import { Component, computed, input, output } from '@angular/core';
import { HealthStatus, lifecycles } from '../api/wire';
import { HealthGlyph } from '../ui/health-glyph';
import { LifecycleGlyph } from '../ui/lifecycle-glyph';
import { Axis, chosen, toggled } from './query';

/** The two axes as switches over the list; each writes one term into the query. */
@Component({
  selector: 'fleet-query-chips',
  imports: [HealthGlyph, LifecycleGlyph],
  template: `
    <div role="group" aria-label="Health">
      @for (status of healthStatuses; track status) {
        <button type="button" [attr.aria-pressed]="health() === status" (click)="toggle('health', status)">
          <fleet-health [status]="status" />
        </button>
      }
    </div>
    <div role="group" aria-label="Lifecycle">
      @for (state of lifecycles; track state) {
        <button type="button" [attr.aria-pressed]="lifecycle() === state" (click)="toggle('lifecycle', state)">
          <fleet-lifecycle [state]="state" />
        </button>
      }
    </div>
  `,
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      gap: 6px 20px;
    }

    div {
      display: flex;
      flex-wrap: wrap;
      gap: 4px;
    }

    button {
      height: 26px;
      padding: 0 9px;
      border: 1px solid transparent;
      border-radius: 7px;
      background: none;
      color: var(--second);
    }

    button:hover {
      background: var(--raised);
    }

    button[aria-pressed='true'] {
      border-color: var(--brand);
      background: var(--selected);
      color: var(--text);
    }
  `,
})
export class QueryChips {
  readonly q = input.required<string>();
  readonly changed = output<string>();

  /** The worst first. */
  protected readonly healthStatuses: readonly HealthStatus[] = ['unhealthy', 'degraded', 'unknown', 'healthy'];
  protected readonly lifecycles = lifecycles;
  protected readonly health = computed(() => chosen(this.q(), 'health'));
  protected readonly lifecycle = computed(() => chosen(this.q(), 'lifecycle'));

  protected toggle(axis: Axis, value: string): void {
    this.changed.emit(toggled(this.q(), axis, value));
  }
}
