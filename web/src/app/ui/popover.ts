import { CdkTrapFocus } from '@angular/cdk/a11y';
import { CdkConnectedOverlay, CdkOverlayOrigin, ConnectedPosition } from '@angular/cdk/overlay';
import { Component, input, model } from '@angular/core';

/** Below the button, and flush with its right edge where there is no room. */
const positions: ConnectedPosition[] = [
  { originX: 'end', originY: 'bottom', overlayX: 'end', overlayY: 'top', offsetY: 6 },
  { originX: 'start', originY: 'bottom', overlayX: 'start', overlayY: 'top', offsetY: 6 },
];

/** A button that opens a small box below itself. Whatever is in the component is in the box. */
@Component({
  selector: 'fleet-popover',
  imports: [CdkConnectedOverlay, CdkOverlayOrigin, CdkTrapFocus],
  template: `
    <button
      type="button"
      class="button"
      cdkOverlayOrigin
      #origin="cdkOverlayOrigin"
      aria-haspopup="dialog"
      [class.chosen]="isChosen()"
      [attr.aria-expanded]="isOpen()"
      (click)="isOpen.set(!isOpen())"
    >
      {{ label() }}
    </button>
    <ng-template
      cdkConnectedOverlay
      cdkConnectedOverlayHasBackdrop
      cdkConnectedOverlayBackdropClass="cdk-overlay-transparent-backdrop"
      [cdkConnectedOverlayOrigin]="origin"
      [cdkConnectedOverlayOpen]="isOpen()"
      [cdkConnectedOverlayPositions]="positions"
      (backdropClick)="isOpen.set(false)"
      (overlayKeydown)="$event.key === 'Escape' && isOpen.set(false)"
      (detach)="isOpen.set(false)"
    >
      <div class="popover" role="dialog" cdkTrapFocus cdkTrapFocusAutoCapture [attr.aria-label]="title() || label()">
        <ng-content />
      </div>
    </ng-template>
  `,
  styles: `
    .chosen {
      border-color: var(--brand);
    }
  `,
})
export class Popover {
  readonly label = input.required<string>();
  /** What the box is called, where the button says something else. */
  readonly title = input('');
  /** It is not as it usually is. */
  readonly isChosen = input(false);
  readonly isOpen = model(false);
  protected readonly positions = positions;
}
