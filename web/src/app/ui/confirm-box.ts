import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { Component, inject } from '@angular/core';

export interface Question {
  title: string;
  /** What becomes of what hangs on it. */
  consequence: string;
  deed: string;
}

/** Asks once more, where there is no way back. Closes with whether it is meant. */
@Component({
  selector: 'fleet-confirm-box',
  template: `
    <form (submit)="$event.preventDefault(); dialog.close(true)">
      <h2>{{ question.title }}</h2>
      <p class="second">{{ question.consequence }}</p>
      <p class="buttons">
        <button type="button" class="button" (click)="dialog.close()">Cancel</button>
        <button type="submit" class="button danger">{{ question.deed }}</button>
      </p>
    </form>
  `,
  styleUrl: './box.css',
})
export class ConfirmBox {
  protected readonly question = inject<Question>(DIALOG_DATA);
  protected readonly dialog = inject<DialogRef<boolean>>(DialogRef);
}
