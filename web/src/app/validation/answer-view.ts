import { Component, computed, input } from '@angular/core';
import { Answered, Question } from '../api/wire';
import { phasesOf } from '../server/phases';
import { VerdictLine, VerdictTone } from '../ui/verdict-line';
import { Waterfall } from '../ui/waterfall';
import { AddressAnswer } from './address-answer';
import { DnsAnswer } from './dns-answer';
import { HttpAnswer } from './http-answer';
import { SshAnswer } from './ssh-answer';
import { TcpAnswer } from './tcp-answer';
import { TlsAnswer } from './tls-answer';

/** All that one look found: the verdict, where the time went, and what its kind has to show. */
@Component({
  selector: 'fleet-answer',
  imports: [AddressAnswer, DnsAnswer, HttpAnswer, SshAnswer, TcpAnswer, TlsAnswer, VerdictLine, Waterfall],
  template: `
    <header>
      <fleet-verdict class="said" [tone]="tone()">{{ answered().verdict.message }}</fleet-verdict>
      <p class="third">
        @if (!answered().verdict.ok) {
          <code>{{ answered().verdict.code }}</code>
        }
        @for (fact of facts(); track fact) {
          <span class="mono">{{ fact }}</span>
        }
      </p>
    </header>
    @if (phases().length > 0) {
      <fleet-waterfall label="Where the time went" [phases]="phases()" />
    }
    @let it = answered();
    @switch (it.validator) {
      @case ('address') {
        <fleet-address-answer [verdict]="it.verdict" [asked]="address()" />
      }
      @case ('tcp') {
        <fleet-tcp-answer [verdict]="it.verdict" />
      }
      @case ('http') {
        <fleet-http-answer [verdict]="it.verdict" />
      }
      @case ('tls') {
        <fleet-tls-answer [verdict]="it.verdict" />
      }
      @case ('ssh') {
        <fleet-ssh-answer [verdict]="it.verdict" />
      }
      @case ('dns') {
        <fleet-dns-answer [verdict]="it.verdict" />
      }
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: 18px;
    }

    .said {
      font-size: 15px;
      font-weight: 600;
      line-height: 22px;
    }

    header p {
      display: flex;
      flex-wrap: wrap;
      gap: 2px 14px;
      margin: 2px 0 0 18px;
    }
  `,
})
export class AnswerView {
  readonly answered = input.required<Answered>();
  readonly question = input.required<Question>();
  readonly tone = input.required<VerdictTone>();

  protected readonly phases = computed(() => phasesOf(this.answered()));
  protected readonly address = computed(() => {
    const question = this.question();
    return question.validator === 'address' ? question.asked.address : '';
  });

  /** What stands behind the verdict in a word each. */
  protected readonly facts = computed(() => {
    const { verdict } = this.answered();
    const facts = [
      'address' in verdict ? verdict.address : null,
      'protocol' in verdict ? verdict.protocol : null,
      'cipher' in verdict ? verdict.cipher : null,
      'ocsp' in verdict && verdict.ocsp !== null ? `OCSP ${verdict.ocsp}` : null,
      'kind' in verdict && verdict.kind !== 'invalid' ? verdict.kind : null,
    ];
    return facts.filter((fact) => fact !== null);
  });
}
