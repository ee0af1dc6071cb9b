import { Component, computed, input } from '@angular/core';
import { changesBetween } from './difference';

/** The fields that changed, as `owner core → network` or `tags +tier:1`. */
@Component({
  selector: 'fleet-changes',
  template: `
    @for (change of changes(); track change.field) {
      <span class="change">
        <span class="third">{{ change.field }}</span>
        @if (change.added.length + change.removed.length > 0) {
          @for (item of change.removed; track item) {
            <del>−{{ item }}</del>
          }
          @for (item of change.added; track item) {
            <ins>+{{ item }}</ins>
          }
        } @else {
          @if (change.from !== null) {
            <del>{{ change.from }}</del>
            <span class="third" aria-label="became">→</span>
          }
          <ins>{{ change.to ?? 'nothing' }}</ins>
        }
      </span>
    }
  `,
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      gap: 2px 14px;
      min-width: 0;
    }

    .change {
      display: inline-flex;
      flex-wrap: wrap;
      gap: 0 6px;
      min-width: 0;
      overflow-wrap: anywhere;
    }

    del {
      color: var(--second);
      text-decoration-color: var(--third);
    }

    ins {
      text-decoration: none;
    }
  `,
})
export class Changes {
  readonly before = input.required<object | null>();
  readonly after = input.required<object | null>();
  protected readonly changes = computed(() => changesBetween(this.before(), this.after()));
}
