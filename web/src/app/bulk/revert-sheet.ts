import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { Component, computed, inject, signal } from '@angular/core';
import { BulkApi } from '../api/bulk-api';
import { ChangeSet } from '../api/wire';
import { counted } from '../ui/number';
import { Trial } from './trial';
import { TrialView } from './trial-view';
import { Undo } from './undo';

/** Shows what taking a change set back would do, and which servers were changed since and would stay; then does it. */
@Component({
  selector: 'fleet-revert-sheet',
  imports: [TrialView],
  providers: [Trial],
  template: `
    <form (submit)="$event.preventDefault(); revert()">
      <header>
        <h2>Revert: {{ changeSet.title }}</h2>
        <button type="button" class="button quiet" (click)="dialog.close()">
          Close <kbd aria-hidden="true">Esc</kbd>
        </button>
      </header>
      <div class="body">
        <p class="second">
          Each server gets back what it was before. One that somebody changed since is left as it is.
        </p>
        <div class="field">
          <label for="why">Reason</label>
          <input
            class="input"
            id="why"
            autocomplete="off"
            maxlength="1000"
            cdkFocusInitial
            placeholder="Kept in the audit"
            [value]="reason()"
            (input)="reason.set($any($event.target).value)"
          />
        </div>
        <div role="region" aria-label="Preview">
          <fleet-trial [state]="trial.state()" (more)="trial.more($event)" />
        </div>
      </div>
      <footer>
        <button type="button" class="button" (click)="dialog.close()">Cancel</button>
        <button type="submit" class="button primary" [disabled]="!canRevert()">{{ deed() }}</button>
      </footer>
    </form>
  `,
  styleUrl: '../ui/sheet.css',
})
export class RevertSheet {
  private readonly api = inject(BulkApi);
  private readonly undo = inject(Undo);
  protected readonly trial = inject(Trial);
  protected readonly dialog = inject<DialogRef<boolean>>(DialogRef);
  protected readonly changeSet = inject<ChangeSet>(DIALOG_DATA);
  protected readonly reason = signal('');
  private readonly isReverting = signal(false);

  private readonly told = computed(() => {
    const state = this.trial.state();
    return state.form === 'told' ? state.told : null;
  });
  protected readonly canRevert = computed(() => (this.told()?.counts.changed ?? 0) > 0 && !this.isReverting());
  protected readonly deed = computed(() => {
    const told = this.told();
    return told ? `Revert ${counted(told.counts.changed, 'server')}` : 'Revert';
  });

  constructor() {
    this.trial.ask(this.api.revert(this.changeSet.id, { dryRun: true }));
  }

  protected async revert(): Promise<void> {
    if (!this.canRevert()) return;
    this.isReverting.set(true);
    const isDone = await this.undo.revert(this.changeSet.id, this.reason().trim());
    this.isReverting.set(false);
    if (isDone) this.dialog.close(true);
  }
}
