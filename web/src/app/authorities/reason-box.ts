import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { Component, computed, inject, signal } from '@angular/core';

export interface Cause {
  title: string;
  consequence: string;
  deed: string;
  /** What speaks against it; it is done only when that is ticked off. */
  against?: string;
}

/** Asks why, where there is no way back. Closes with the reason. */
@Component({
  selector: 'fleet-reason-box',
  template: `
    <form (submit)="$event.preventDefault(); decide()">
      <h2>{{ cause.title }}</h2>
      <p class="second">{{ cause.consequence }}</p>
      <div class="field">
        <label for="reason">Reason</label>
        <input
          class="input"
          id="reason"
          autocomplete="off"
          maxlength="1000"
          required
          placeholder="Kept in the audit"
          [value]="reason()"
          (input)="reason.set($any($event.target).value)"
        />
      </div>
      @if (cause.against; as against) {
        <label class="tick">
          <input type="checkbox" [checked]="isForced()" (change)="isForced.set($any($event.target).checked)" />
          <span>{{ against }} Do it all the same.</span>
        </label>
      }
      <p class="buttons">
        <button type="button" class="button" (click)="dialog.close()">Cancel</button>
        <button type="submit" class="button danger" [disabled]="!isMeant()">{{ cause.deed }}</button>
      </p>
    </form>
  `,
  styleUrl: '../ui/box.css',
  styles: `
    .tick {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr);
      gap: 8px;
      align-items: center;
    }
  `,
})
export class ReasonBox {
  protected readonly cause = inject<Cause>(DIALOG_DATA);
  protected readonly dialog = inject<DialogRef<string>>(DialogRef);
  protected readonly reason = signal('');
  protected readonly isForced = signal(false);
  protected readonly isMeant = computed(
    () => this.reason().trim() !== '' && (this.isForced() || this.cause.against === undefined),
  );

  protected decide(): void {
    if (this.isMeant()) this.dialog.close(this.reason().trim());
  }
}
