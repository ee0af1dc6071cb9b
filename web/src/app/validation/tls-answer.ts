import { Component, computed, inject, input } from '@angular/core';
import { VerdictOf } from '../api/wire';
import { daysOf } from '../server/observed';
import { Clock } from '../ui/clock';
import { CopyButton } from '../ui/copy-button';
import { VerdictLine } from '../ui/verdict-line';
import { lifeOf } from './certificate-life';

/** The chain as cards, the server's own certificate first: for whom, by whom, how long still. */
@Component({
  selector: 'fleet-tls-answer',
  imports: [CopyButton, VerdictLine],
  template: `
    <ol class="chain" aria-label="Certificates">
      @for (card of cards(); track $index) {
        <li class="card">
          <p class="what">
            <span class="third">{{ card.place }}</span>
            <fleet-verdict class="days" [tone]="card.life.tone">{{ card.days }}</fleet-verdict>
          </p>
          <h3 class="mono">{{ card.subject }}</h3>
          <div class="life" aria-hidden="true">
            <i [class]="card.life.tone" [style.width.%]="100 * card.life.spent"></i>
          </div>
          <p class="third mono ends">
            <span>{{ card.validFrom.slice(0, 10) }}</span>
            <span>{{ card.validTo.slice(0, 10) }}</span>
          </p>
          <dl class="facts">
            <div>
              <dt>Issuer</dt>
              <dd class="mono">{{ card.issuer }}</dd>
            </div>
            @if (card.names.length > 0) {
              <div>
                <dt>For</dt>
                <dd class="mono">
                  @for (name of card.names; track $index) {
                    <span>{{ name }}</span>
                  }
                </dd>
              </div>
            }
            <div>
              <dt>Key</dt>
              <dd>{{ card.key.type }}{{ card.key.bits === null ? '' : ', ' + card.key.bits + ' bits' }}</dd>
            </div>
            <div>
              <dt>Serial</dt>
              <dd class="mono">{{ card.serial }}</dd>
            </div>
            <div>
              <dt>SHA-256 <fleet-copy what="the fingerprint" [text]="card.fingerprint" /></dt>
              <dd class="mono">{{ card.fingerprint }}</dd>
            </div>
          </dl>
        </li>
      }
    </ol>
  `,
  styleUrls: ['./answer.css', './tls-answer.css'],
})
export class TlsAnswer {
  readonly verdict = input.required<VerdictOf<'tls'>>();
  private readonly clock = inject(Clock);

  protected readonly cards = computed(() =>
    this.verdict().chain.map((certificate, at) => ({
      ...certificate,
      place: at === 0 ? 'The server’s own' : certificate.subject === certificate.issuer ? 'Root' : 'Authority',
      days: daysOf(certificate.daysLeft),
      life: lifeOf(certificate, this.clock.now()),
    })),
  );
}
