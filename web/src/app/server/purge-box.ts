import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { Component, computed, inject, signal } from '@angular/core';
import { ServerView } from '../api/wire';

/** The one thing here that cannot be undone, so its name has to be typed. */
@Component({
  selector: 'fleet-purge-box',
  template: `
    <form (submit)="$event.preventDefault(); decide()">
      <h2>Purge {{ server.hostname }}</h2>
      <p class="second">
        The server and its history are removed for good. The audit keeps that it was there. This cannot be undone.
      </p>
      <div class="field">
        <label for="typed"
          >Type <code>{{ server.hostname }}</code> to confirm</label
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
      <p class="buttons">
        <button type="button" class="button" (click)="dialog.close()">Cancel</button>
        <button type="submit" class="button danger" [disabled]="!isMeant()">Purge for good</button>
      </p>
    </form>
  `,
  styleUrl: '../ui/box.css',
})
export class PurgeBox {
  protected readonly server = inject<ServerView>(DIALOG_DATA);
  protected readonly dialog = inject<DialogRef<boolean>>(DialogRef);
  protected readonly typed = signal('');
  protected readonly isMeant = computed(() => this.typed().trim() === this.server.hostname);

  protected decide(): void {
    if (this.isMeant()) this.dialog.close(true);
  }
}
