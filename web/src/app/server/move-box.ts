import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { Component, inject, signal } from '@angular/core';
import { ServerView } from '../api/wire';
import { LifecycleGlyph } from '../ui/lifecycle-glyph';
import { Move, isWatched } from './lifecycle';

/** Asks why, because the audit will be asked. */
@Component({
  selector: 'fleet-move-box',
  imports: [LifecycleGlyph],
  template: `
    <form (submit)="$event.preventDefault(); decide()">
      <h2>{{ move.verb }} {{ server.hostname }}</h2>
      <p class="axis second">
        <fleet-lifecycle [state]="server.lifecycle" />
        <span><span class="spoken">to</span><span aria-hidden="true">→</span></span>
        <fleet-lifecycle [state]="move.to" />
      </p>
      @if (consequence) {
        <p class="second">{{ consequence }}</p>
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
        <button type="submit" class="button primary" [disabled]="!reason().trim()">{{ move.verb }}</button>
      </p>
    </form>
  `,
  styleUrl: '../ui/box.css',
})
export class MoveBox {
  private readonly data = inject<{ server: ServerView; move: Move }>(DIALOG_DATA);
  protected readonly dialog = inject<DialogRef<string>>(DialogRef);
  protected readonly server = this.data.server;
  protected readonly move = this.data.move;
  protected readonly reason = signal('');

  protected readonly consequence = consequenceOf(this.server.lifecycle, this.move.to);

  protected decide(): void {
    if (this.reason().trim()) this.dialog.close(this.reason().trim());
  }
}

function consequenceOf(from: ServerView['lifecycle'], to: ServerView['lifecycle']): string | null {
  if (isWatched(from) && !isWatched(to)) return 'It is not watched from then on; its health becomes unknown.';
  if (!isWatched(from) && isWatched(to)) return 'It is watched from then on.';
  if (to === 'draining') return 'It stays watched and counted, but nobody is called for it.';
  return null;
}
