import { CdkMenu, CdkMenuItem, CdkMenuTrigger } from '@angular/cdk/menu';
import { Component, input, output } from '@angular/core';
import { BulkAction } from '../bulk/order';

/** What floats over the list while servers are chosen: how many, and what can be done to them. */
@Component({
  selector: 'fleet-selection-bar',
  imports: [CdkMenu, CdkMenuItem, CdkMenuTrigger],
  template: `
    <div role="toolbar" aria-label="Selection">
      <strong role="status">{{ count() }} selected</strong>
      @if (matching(); as all) {
        <button type="button" class="link" (click)="allChosen.emit()">Select all {{ all }} that match</button>
      }
      @if (canWrite()) {
        @if (blocked(); as reason) {
          <span class="second">{{ reason }}</span>
        }
        @if (isOfDeleted()) {
          <button type="button" class="button" [disabled]="blocked()" (click)="act.emit('restore')">Restore</button>
        } @else {
          <button type="button" class="button" [disabled]="blocked()" (click)="act.emit('lifecycle')">Lifecycle</button>
          <button type="button" class="button" [disabled]="blocked()" (click)="act.emit('tag')">Tag</button>
          <button type="button" class="button" [disabled]="isChecking() || blocked()" (click)="check.emit()">
            {{ isChecking() ? 'Checking …' : 'Check now' }}
          </button>
          <button
            type="button"
            class="button"
            aria-label="More for the selection"
            [disabled]="blocked()"
            [cdkMenuTriggerFor]="more"
          >
            …
          </button>
        }
      }
      <button type="button" class="clear" aria-label="Esc: clear the selection" (click)="cleared.emit()">
        <kbd aria-hidden="true">Esc</kbd>
      </button>
    </div>
    <ng-template #more>
      <div class="menu" cdkMenu aria-label="More for the selection">
        <button type="button" cdkMenuItem (cdkMenuItemTriggered)="act.emit('patch')">Owner and fields</button>
        <button type="button" cdkMenuItem (cdkMenuItemTriggered)="act.emit('checks')">Checks</button>
        <button type="button" cdkMenuItem (cdkMenuItemTriggered)="act.emit('maintenance')">Maintenance</button>
        <hr />
        <button type="button" class="danger" cdkMenuItem (cdkMenuItemTriggered)="act.emit('delete')">Delete</button>
      </div>
    </ng-template>
  `,
  styles: `
    :host {
      position: absolute;
      z-index: 2;
      bottom: 20px;
      left: 50%;
      width: max-content;
      max-width: calc(100% - 20px);
      translate: -50% 0;
    }

    [role='toolbar'] {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 8px;
      padding: 8px 10px 8px 20px;
      border: 1px solid var(--line-strong);
      border-radius: 10px;
      background: var(--raised);
      box-shadow: var(--shadow);
    }

    strong,
    .link {
      margin-right: 6px;
      font-weight: 600;
      white-space: nowrap;
    }

    .link {
      font-weight: 500;
    }

    .button {
      background: var(--panel);
    }

    .clear {
      padding: 4px 6px;
      border: 0;
      background: none;
    }
  `,
})
export class SelectionBar {
  /** `~12,480` */
  readonly count = input.required<string>();
  /** How many match the query, when not all of them are chosen yet. */
  readonly matching = input<string | null>(null);
  readonly canWrite = input(false);
  /** Why nothing can be done now. */
  readonly blocked = input<string | null>(null);
  readonly isOfDeleted = input(false);
  readonly isChecking = input(false);
  readonly act = output<BulkAction>();
  readonly check = output<void>();
  readonly allChosen = output<void>();
  readonly cleared = output<void>();
}
