import { Component, computed, inject, input, output } from '@angular/core';
import { Maintenance } from '../api/wire';
import { Clock } from '../ui/clock';
import { MaintenanceGlyph } from '../ui/maintenance-glyph';
import { clockOf, wordsUntil } from '../ui/time';

/** Until when nobody is called, and why; ended by one click, since it can be taken back. */
@Component({
  selector: 'fleet-maintenance-bar',
  imports: [MaintenanceGlyph],
  template: `
    <section aria-label="Maintenance">
      <fleet-in-maintenance />
      <p>
        <strong>In maintenance until {{ until() }}</strong>
        <span class="second">for another {{ left() }}, because {{ maintenance().reason }}</span>
      </p>
      @if (canEnd()) {
        <button type="button" class="button" (click)="endAsked.emit()">End now</button>
      }
    </section>
  `,
  styles: `
    section {
      display: flex;
      align-items: center;
      gap: 10px;
      padding: 8px 10px 8px 16px;
      border: 1px solid var(--line-strong);
      border-radius: 10px;
      background: var(--raised);
    }

    p {
      display: flex;
      flex: 1;
      flex-wrap: wrap;
      gap: 0 8px;
      min-width: 0;
      overflow-wrap: anywhere;
    }
  `,
})
export class MaintenanceBar {
  readonly maintenance = input.required<Maintenance>();
  readonly canEnd = input(false);
  readonly endAsked = output<void>();

  private readonly clock = inject(Clock);
  protected readonly until = computed(() => clockOf(this.maintenance().until, this.clock.now()));
  protected readonly left = computed(() => wordsUntil(this.maintenance().until, this.clock.now()));
}
