import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { Component, inject, signal } from '@angular/core';
import { problemOf, sentenceOf } from '../api/problem';
import { Session } from '../api/session';
import { SavedView } from '../api/wire';
import { ViewsStore } from './views-store';

/** Asks for the name of a new view, or for another name of one that is there. */
@Component({
  selector: 'fleet-view-box',
  template: `
    <form (submit)="$event.preventDefault(); save()">
      <h2>{{ view ? 'Rename ' + view.name : 'Save this view' }}</h2>
      @if (!view) {
        <p class="second">Its search, order and columns. Who opens its link sees the same.</p>
      }
      <div class="field">
        <label for="view-name">Name</label>
        <input
          class="input"
          id="view-name"
          autocomplete="off"
          maxlength="120"
          placeholder="Unhealthy in production"
          [attr.aria-invalid]="fault() ? true : null"
          [attr.aria-describedby]="fault() ? 'view-fault' : null"
          [value]="name()"
          (input)="typed($any($event.target).value)"
        />
        @if (fault(); as text) {
          <p class="fault" id="view-fault" role="alert">{{ text }}</p>
        }
      </div>
      @if (!view) {
        <label class="share">
          <input
            type="checkbox"
            [checked]="isShared()"
            [disabled]="!session.canWrite()"
            (change)="isShared.set($any($event.target).checked)"
          />
          Share it with everybody
          @if (!session.canWrite()) {
            <span class="third">an operator may</span>
          }
        </label>
      }
      <p class="buttons">
        <button type="button" class="button" (click)="dialog.close()">Cancel</button>
        <button type="submit" class="button primary" [disabled]="!name().trim() || isSaving()">
          {{ view ? 'Rename' : 'Save' }}
        </button>
      </p>
    </form>
  `,
  styleUrl: '../ui/box.css',
  styles: `
    .share {
      display: flex;
      align-items: center;
      gap: 8px;
    }
  `,
})
export class ViewBox {
  private readonly store = inject(ViewsStore);
  protected readonly session = inject(Session);
  protected readonly dialog = inject<DialogRef<void>>(DialogRef);
  protected readonly view = inject<SavedView | null>(DIALOG_DATA);
  protected readonly name = signal(this.view?.name ?? '');
  protected readonly isShared = signal(false);
  protected readonly isSaving = signal(false);
  protected readonly fault = signal<string | null>(null);

  protected typed(name: string): void {
    this.name.set(name);
    this.fault.set(null);
  }

  protected async save(): Promise<void> {
    const name = this.name().trim();
    if (name === '' || this.isSaving()) return;
    this.isSaving.set(true);
    try {
      if (this.view) await this.store.change(this.view, { name }, `Renamed to ${name}`);
      else await this.store.save(name, this.isShared());
      this.dialog.close();
    } catch (error) {
      this.fault.set(sentenceOf(problemOf(error)));
    }
    this.isSaving.set(false);
  }
}
