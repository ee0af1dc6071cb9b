import { Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { VerdictOf } from '../api/wire';
import { MarkedText } from '../ui/marked-text';

/** An address: its fault at its place, or what it is, where names lead, and who has it. */
@Component({
  selector: 'fleet-address-answer',
  imports: [MarkedText, RouterLink],
  template: `
    @for (fault of verdict().errors; track fault.position) {
      <p class="exactly"><fleet-marked-text [text]="asked()" [position]="fault.position" /></p>
    }
    <dl class="facts">
      @if (verdict().normal; as normal) {
        <div>
          <dt>Best written</dt>
          <dd class="mono">{{ normal }}</dd>
        </div>
      }
      @if (verdict().class; as kind) {
        <div>
          <dt>Class</dt>
          <dd>{{ kind }}</dd>
        </div>
      }
      @for (row of names(); track row.name) {
        <div>
          <dt>{{ row.name }}</dt>
          <dd class="mono">
            @for (value of row.values; track $index) {
              <span>{{ value }}</span>
            }
          </dd>
        </div>
      }
      @if (verdict().dns; as dns) {
        <div>
          <dt>Forwards and back</dt>
          <dd>{{ agreement() }}</dd>
        </div>
        @if (dns.error) {
          <div>
            <dt>Not all is known</dt>
            <dd>{{ dns.error }}</dd>
          </div>
        }
      }
      @if (verdict().normal) {
        <div>
          <dt>Used by</dt>
          <dd>
            @for (server of verdict().duplicates; track server.id) {
              <a class="link mono" [routerLink]="['/servers', server.id]">{{ server.hostname }}</a>
            } @empty {
              <span class="third">no server of this fleet</span>
            }
          </dd>
        </div>
      }
    </dl>
  `,
  styleUrl: './answer.css',
})
export class AddressAnswer {
  readonly verdict = input.required<VerdictOf<'address'>>();
  /** As it was typed: positions count from there. */
  readonly asked = input.required<string>();

  protected readonly names = computed(() => {
    const { dns } = this.verdict();
    if (!dns) return [];
    const rows = [
      { name: 'Leads over', values: dns.cname },
      { name: 'A', values: dns.a },
      { name: 'AAAA', values: dns.aaaa },
      { name: 'PTR', values: dns.ptr.flatMap(({ address, names }) => names.map((name) => `${address} → ${name}`)) },
    ];
    return rows.filter(({ values }) => values.length > 0);
  });

  protected readonly agreement = computed(() => {
    const dns = this.verdict().dns;
    const isNamed = dns?.ptr.some(({ names }) => names.length > 0) ?? false;
    if (dns?.agrees) return 'lead to each other';
    if (dns?.agrees === null || !isNamed)
      return dns?.a.length || dns?.aaaa.length ? 'nothing leads back' : 'no records';
    return 'do not lead to each other';
  });
}
