import { Clipboard } from '@angular/cdk/clipboard';
import { Component, inject, input } from '@angular/core';
import { Notices } from './notices';

/** Puts a text where it can be pasted from. */
@Component({
  selector: 'fleet-copy',
  template: `<button type="button" class="link" [attr.aria-label]="'Copy ' + what()" (click)="copy()">Copy</button>`,
  styles: `
    .link {
      font-size: 12px;
    }
  `,
})
export class CopyButton {
  readonly text = input.required<string>();
  /** As in "Copy the host key". */
  readonly what = input.required<string>();

  private readonly clipboard = inject(Clipboard);
  private readonly notices = inject(Notices);

  protected copy(): void {
    if (this.clipboard.copy(this.text())) this.notices.say('Copied');
    else this.notices.fail('The browser did not let it be copied.');
  }
}
