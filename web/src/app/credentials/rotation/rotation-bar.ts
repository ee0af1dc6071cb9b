import { Component, booleanAttribute, computed, input } from '@angular/core';
import { RotationWave } from '../../api/wire';
import { Bar } from '../../ui/bar';
import { countOf } from '../../ui/number';
import { Direction, Standing, nameOfStanding, standings, tallyOf } from './tally';

export const toneOf: Record<Standing, string> = {
  done: 'var(--rotation-done)',
  'under way': 'var(--rotation-under-way)',
  waiting: 'var(--rotation-waiting)',
  failed: 'var(--rotation-failed)',
  skipped: 'var(--rotation-skipped)',
  pending: 'var(--rotation-pending)',
};

/** Where the servers of some waves stand, as a bar of shares; the same in words for who does not see it. */
@Component({
  selector: 'fleet-rotation-bar',
  imports: [Bar],
  template: `
    <fleet-bar [shares]="shares()" />
    <p [class.spoken]="!hasWords()">
      @for (part of parts(); track part.standing) {
        <span class="part"><i [style.background]="part.tone"></i>{{ countOf(part.count) }} {{ part.name }}</span
        >&ngsp;
      }
    </p>
  `,
  styles: `
    :host {
      display: grid;
      gap: 6px;
      min-width: 80px;
    }

    p {
      display: flex;
      flex-wrap: wrap;
      gap: 0 14px;
      color: var(--second);
    }

    .part {
      display: inline-flex;
      align-items: center;
      gap: 6px;
      white-space: nowrap;
    }

    i {
      width: 8px;
      height: 8px;
      border-radius: 2px;
    }
  `,
})
export class RotationBar {
  readonly waves = input.required<readonly RotationWave[]>();
  readonly direction = input.required<Direction>();

  /** Whether the words are to be seen too. */
  readonly hasWords = input(false, { transform: booleanAttribute });

  protected readonly countOf = countOf;
  protected readonly shares = computed(() => {
    const tally = tallyOf(this.waves(), this.direction());
    return standings.map((standing) => ({
      standing,
      name: nameOfStanding(standing, this.direction()),
      tone: toneOf[standing],
      count: tally[standing],
    }));
  });
  protected readonly parts = computed(() => this.shares().filter(({ count }) => count > 0));
}
