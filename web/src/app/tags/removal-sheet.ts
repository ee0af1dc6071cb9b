import { DIALOG_DATA } from '@angular/cdk/dialog';
import { Component, computed, inject, signal } from '@angular/core';
import { form } from '@angular/forms/signals';
import { BulkRequest, TagUse } from '../api/wire';
import { Ordering } from '../bulk/ordering';
import { counted } from '../ui/number';
import { TextField } from '../ui/text-field';
import { carriersOf } from './replacing';

/** Takes tags off every server that carries one of them. Closes with whether it was done. */
@Component({
  selector: 'fleet-removal-sheet',
  imports: [Ordering, TextField],
  template: `
    <fleet-ordering [heading]="heading" [deed]="deed" [order]="order" [count]="count">
      <p class="second">They go from the whole fleet; the servers stay, and what else they carry.</p>
      <fleet-text-field isFirst label="Reason" placeholder="Kept in the audit" [field]="form.reason" />
    </fleet-ordering>
  `,
  styles: `
    :host {
      display: contents;
    }
  `,
})
export class RemovalSheet {
  private readonly from = inject<readonly TagUse[]>(DIALOG_DATA);
  private readonly tags = this.from.map(({ tag }) => tag);
  private readonly draft = signal({ reason: '' });

  protected readonly form = form(this.draft);
  private readonly named = this.tags.length === 1 ? this.tags[0]! : counted(this.tags.length, 'tag');
  protected readonly heading = `Remove ${this.named}`;
  protected readonly deed = { does: `Remove from`, did: `Removed ${this.named} from` };
  /** Who carries several of them is counted with each: at most so many. */
  protected readonly count = this.from.reduce((sum, { uses }) => sum + uses, 0);

  protected readonly order = computed<BulkRequest>(() => {
    const reason = this.draft().reason.trim();
    return {
      select: { q: carriersOf(this.tags) },
      action: 'tag',
      params: { add: [], remove: this.tags },
      ...(reason !== '' && { reason }),
    };
  });
}
