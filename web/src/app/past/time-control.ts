import { Component, computed, inject, linkedSignal, signal } from '@angular/core';
import { Clock } from '../ui/clock';
import { Popover } from '../ui/popover';
import { minuteOf } from '../ui/time';
import { boxed, unboxed } from '../ui/moment';
import { Past } from './past';

const hour = 3_600_000;
const presets = [
  { name: '1 hour ago', ms: hour },
  { name: '24 hours ago', ms: 24 * hour },
  { name: '7 days ago', ms: 7 * 24 * hour },
] as const;

/** The clock; on pages that can show what was, the way there. */
@Component({
  selector: 'fleet-time-control',
  imports: [Popover],
  template: `
    @if (past.isPossible()) {
      <fleet-popover title="Another time" [label]="utc()" [isChosen]="past.isShown()" [(isOpen)]="isOpen">
        <h2>See the fleet as it was</h2>
        <div class="presets">
          @for (preset of presets; track preset.ms) {
            <button type="button" class="button" (click)="go(clock.real() - preset.ms)">{{ preset.name }}</button>
          }
        </div>
        <form (submit)="$event.preventDefault(); go(chosen())">
          <div class="field">
            <label for="as-of">Date and time, UTC</label>
            <input
              class="input mono"
              id="as-of"
              type="datetime-local"
              step="1"
              [max]="latest()"
              [value]="text()"
              (input)="text.set($any($event.target).value)"
            />
          </div>
          <button type="submit" class="button" [disabled]="chosen() === null">Go there</button>
        </form>
        @if (past.isShown()) {
          <button type="button" class="link" (click)="go(null)">Back to now</button>
        }
      </fleet-popover>
    } @else {
      <span class="utc">{{ utc() }}</span>
    }
  `,
  styles: `
    .presets,
    form {
      display: flex;
      gap: 8px;
      padding: 6px 0;
    }

    form {
      align-items: flex-end;
    }

    .utc {
      display: block;
      padding: 5px 12px;
      border: 1px solid var(--line-strong);
      border-radius: 7px;
      background: var(--panel);
      font-weight: 500;
      white-space: nowrap;
    }
  `,
})
export class TimeControl {
  protected readonly past = inject(Past);
  protected readonly clock = inject(Clock);
  protected readonly presets = presets;
  protected readonly isOpen = signal(false);
  protected readonly utc = computed(() => `UTC ${minuteOf(this.clock.real())}`);
  protected readonly latest = computed(() => boxed(this.clock.real()));
  /** Each time it is opened it begins with what is shown. */
  protected readonly text = linkedSignal<boolean, string>({
    source: this.isOpen,
    computation: () => boxed(this.past.at() ?? Date.now()),
  });
  protected readonly chosen = computed(() => unboxed(this.text(), this.clock.real()));

  protected go(at: number | null): void {
    this.isOpen.set(false);
    this.past.go(at);
  }
}
