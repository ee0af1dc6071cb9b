import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { Component, inject, signal } from '@angular/core';
import { Authority } from '../api/wire';

export interface Deployment {
  what: 'deploy' | 'prove';
  /** Of the servers that match; none is the whole fleet. */
  q: string;
}

/** Which servers are to trust it, or are to be asked whether they do. */
@Component({
  selector: 'fleet-deploy-box',
  template: `
    <form (submit)="$event.preventDefault(); decide('deploy')">
      <h2>Have servers trust {{ authority.name }}</h2>
      <p class="second">
        One marked line is added to the authorized_keys of the user that is logged in as; nothing else in the file is
        touched. Then each server is asked to prove it. Where root decides, put the file for sshd there yourself, and
        only ask.
      </p>
      <div class="field">
        <label for="which">Which servers</label>
        <input
          class="input mono"
          id="which"
          autocomplete="off"
          spellcheck="false"
          placeholder="all of them, or env:prod region:eu-*"
          [value]="q()"
          (input)="q.set($any($event.target).value)"
        />
      </div>
      <p class="buttons">
        <button type="button" class="button" (click)="dialog.close()">Cancel</button>
        <button type="button" class="button" (click)="decide('prove')">Only ask</button>
        <button type="submit" class="button primary">Deploy and ask</button>
      </p>
    </form>
  `,
  styleUrl: '../ui/box.css',
})
export class DeployBox {
  protected readonly authority = inject<Authority>(DIALOG_DATA);
  protected readonly dialog = inject<DialogRef<Deployment>>(DialogRef);
  protected readonly q = signal('');

  protected decide(what: Deployment['what']): void {
    this.dialog.close({ what, q: this.q().trim() });
  }
}
