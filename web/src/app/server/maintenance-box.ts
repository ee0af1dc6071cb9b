import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { Component, computed, inject, signal } from '@angular/core';
import { form } from '@angular/forms/signals';
import { ServerView } from '../api/wire';
import { TextField } from '../ui/text-field';
import { SilenceDraft, endOf, newSilence, silenceFault } from './silence';
import { SilenceFields } from './silence-fields';

/** Until when, and why: what whoever wonders will read. */
export interface Quiet {
  until: string;
  reason: string;
}

/** Asks until when and why nobody is to be called for one server. */
@Component({
  selector: 'fleet-maintenance-box',
  imports: [SilenceFields, TextField],
  template: `
    <form (submit)="$event.preventDefault(); decide()">
      <h2>Maintenance of {{ server.hostname }}</h2>
      <fleet-silence-fields [silence]="form.silence" [silentUntil]="form.silentUntil" [canEnd]="false" />
      <fleet-text-field label="Reason" placeholder="Shown on its page" [field]="form.reason" />
      <p class="buttons">
        <button type="button" class="button" (click)="dialog.close()">Cancel</button>
        <button type="submit" class="button primary" [disabled]="!canDecide()">Start maintenance</button>
      </p>
    </form>
  `,
  styleUrl: '../ui/box.css',
})
export class MaintenanceBox {
  protected readonly dialog = inject<DialogRef<Quiet>>(DialogRef);
  protected readonly server = inject<ServerView>(DIALOG_DATA);
  private readonly draft = signal<SilenceDraft & { reason: string }>({ ...newSilence, reason: '' });
  protected readonly form = form(this.draft);
  protected readonly canDecide = computed(() => this.quiet(Date.now()) !== null);

  /** The time counts from the click. */
  protected decide(): void {
    const quiet = this.quiet(Date.now());
    if (quiet) this.dialog.close(quiet);
  }

  private quiet(now: number): Quiet | null {
    const [until, reason] = [endOf(this.draft(), now), this.draft().reason.trim()];
    return until && reason && !silenceFault(this.draft(), now) ? { until, reason } : null;
  }
}
