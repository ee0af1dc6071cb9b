import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { Component, computed, inject, signal } from '@angular/core';

export interface Question {
  title: string;
  /** What becomes of what hangs on it. */
  consequence: string;
  deed: string;
  /** What has to be typed before it is done, where even a second look is not enough. */
  typed?: string;
}

/** Asks once more, where there is no way back. Closes with whether it is meant. */
@Component({
  selector: 'fleet-confirm-box',
  template: `
    <form (submit)="$event.preventDefault(); decide()">
      <h2>{{ question.title }}</h2>
      <p class="second">{{ question.consequence }}</p>
      @if (question.typed; as name) {
        <div class="field">
          <label for="typed"
            >Type <code>{{ name }}</code> to confirm</label
          >
          <input
            class="input mono"
            id="typed"
            autocomplete="off"
            spellcheck="false"
            [value]="typed()"
            (input)="typed.set($any($event.target).value)"
          />
        </div>
      }
      <p class="buttons">
        <button type="button" class="button" (click)="dialog.close()">Cancel</button>
        <button type="submit" class="button danger" [disabled]="!isMeant()">{{ question.deed }}</button>
      </p>
    </form>
  `,
  styleUrl: './box.css',
})
export class ConfirmBox {
  protected readonly question = inject<Question>(DIALOG_DATA);
  protected readonly dialog = inject<DialogRef<boolean>>(DialogRef);
  protected readonly typed = signal('');
  protected readonly isMeant = computed(() => this.typed().trim() === (this.question.typed ?? this.typed().trim()));

  protected decide(): void {
    if (this.isMeant()) this.dialog.close(true);
  }
}
