import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { Component, inject, signal } from '@angular/core';
import { HostKey } from '../api/wire';

/** Asks why a host key is to be known no more. Closes with the reason. */
@Component({
  selector: 'fleet-forget-box',
  template: `
    <form (submit)="$event.preventDefault(); decide()">
      <h2>Forget the host key of {{ key.hostname }}</h2>
      <p class="second">
        <code>{{ key.fingerprint }}</code>
      </p>
      @if (key.state === 'trusted') {
        <p class="second">
          When no other one is trusted, the next one that the server shows is believed: only where that is meant.
        </p>
      }
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
        <button type="submit" class="button danger" [disabled]="!reason().trim()">Forget it</button>
      </p>
    </form>
  `,
  styleUrl: '../ui/box.css',
})
export class ForgetBox {
  protected readonly key = inject<HostKey>(DIALOG_DATA);
  protected readonly dialog = inject<DialogRef<string>>(DialogRef);
  protected readonly reason = signal('');

  protected decide(): void {
    if (this.reason().trim()) this.dialog.close(this.reason().trim());
  }
}
