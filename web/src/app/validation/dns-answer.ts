import { Component, input } from '@angular/core';
import { VerdictOf } from '../api/wire';
import { CopyButton } from '../ui/copy-button';

/** The records, and those that were expected in vain. */
@Component({
  selector: 'fleet-dns-answer',
  imports: [CopyButton],
  template: `
    @if (verdict().records.length > 0) {
      <section>
        <h3>Records <fleet-copy what="the records" [text]="verdict().records.join('\\n')" /></h3>
        <ul class="records mono">
          @for (record of verdict().records; track $index) {
            <li class="wrap">{{ record }}</li>
          }
        </ul>
      </section>
    }
    @if (verdict().missing.length > 0) {
      <section>
        <h3>Expected, and not there</h3>
        <ul class="records mono missing">
          @for (record of verdict().missing; track $index) {
            <li class="wrap">{{ record }}</li>
          }
        </ul>
      </section>
    }
  `,
  styleUrl: './answer.css',
})
export class DnsAnswer {
  readonly verdict = input.required<VerdictOf<'dns'>>();
}
