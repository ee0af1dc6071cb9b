import { Component, computed, input } from '@angular/core';
import { VerdictOf } from '../api/wire';
import { CopyButton } from '../ui/copy-button';

/** The host key to compare, and what the server offers. */
@Component({
  selector: 'fleet-ssh-answer',
  imports: [CopyButton],
  template: `
    @if (verdict().hostKey; as key) {
      <section>
        <h3>Host key</h3>
        <p class="key">
          <span class="chip">{{ key.type }}</span>
          <strong class="mono wrap">{{ key.fingerprint }}</strong>
          <fleet-copy what="the fingerprint" [text]="key.fingerprint" />
        </p>
        <p class="key">
          <code class="second wrap">{{ key.publicKey }}</code>
          <fleet-copy what="the public key" [text]="key.publicKey" />
        </p>
      </section>
    }
    @if (offers().length > 0) {
      <section>
        <h3>Offers, in its order</h3>
        <dl class="facts">
          @for (offer of offers(); track offer.name) {
            <div>
              <dt>{{ offer.name }}</dt>
              <dd class="mono list">
                @for (each of offer.algorithms; track each) {
                  <span>{{ each }}</span>
                }
              </dd>
            </div>
          }
        </dl>
      </section>
    }
  `,
  styleUrl: './answer.css',
})
export class SshAnswer {
  readonly verdict = input.required<VerdictOf<'ssh'>>();

  protected readonly offers = computed(() => {
    const algorithms = this.verdict().algorithms;
    if (!algorithms) return [];
    const offers = [
      { name: 'Key exchange', algorithms: algorithms.kex },
      { name: 'Host keys', algorithms: algorithms.hostKey },
      { name: 'Ciphers', algorithms: algorithms.cipher },
      { name: 'MACs', algorithms: algorithms.mac },
      { name: 'Compression', algorithms: algorithms.compression },
    ];
    return offers.filter((offer) => offer.algorithms.length > 0);
  });
}
