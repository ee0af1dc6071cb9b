import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { Component, computed, inject, signal } from '@angular/core';
import { Rotation } from '../../api/wire';

/** Asks why every server is to have its old key again. Closes with the reason. */
@Component({
  selector: 'fleet-rollback-box',
  template: `
    <form (submit)="$event.preventDefault(); decide()">
      <h2>Roll {{ rotation.credentialName }} back to version {{ rotation.fromVersion }}</h2>
      <p class="second">
        Each server gets its old key back, which is seen to work before the new one is taken away. All at once, and not
        in waves. Who does not answer now follows later.
      </p>
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
      <p class="buttons">
        <button type="button" class="button" (click)="dialog.close()">Cancel</button>
        <button type="submit" class="button danger" [disabled]="!isReasoned()">Roll back</button>
      </p>
    </form>
  `,
  styleUrl: '../../ui/box.css',
})
export class RollbackBox {
  protected readonly rotation = inject<Rotation>(DIALOG_DATA);
  protected readonly dialog = inject<DialogRef<string>>(DialogRef);
  protected readonly reason = signal('');
  protected readonly isReasoned = computed(() => this.reason().trim() !== '');

  protected decide(): void {
    if (this.isReasoned()) this.dialog.close(this.reason().trim());
  }
}
