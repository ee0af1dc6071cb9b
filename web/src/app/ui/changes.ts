import { Component, computed, input, signal } from '@angular/core';
import { changesBetween } from './difference';

/** The fields that changed, as `owner core → network` or `tags +tier:1`. */
@Component({
  selector: 'fleet-changes',
  preserveWhitespaces: true, // one who listens, or copies, needs them
  template: `
    @for (change of shown(); track change.field) {
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
            <span class="third"><span class="spoken">became</span><span aria-hidden="true">→</span></span>
          }
          <ins>{{ change.to ?? 'nothing' }}</ins>
        }
      </span>
    }
    @if (folded() > 0) {
      <button type="button" class="link" (click)="isOpen.set(true)">and {{ folded() }} more</button>
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
  /** More than these are folded away. */
  readonly most = input(6);

  protected readonly isOpen = signal(false);
  private readonly changes = computed(() => changesBetween(this.before(), this.after()));
  protected readonly shown = computed(() => (this.isOpen() ? this.changes() : this.changes().slice(0, this.most())));
  protected readonly folded = computed(() => this.changes().length - this.shown().length);
}
