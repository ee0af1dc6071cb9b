import { Component, computed, inject, input } from '@angular/core';
import { Credential } from '../api/wire';
import { Clock } from '../ui/clock';
import { CopyButton } from '../ui/copy-button';
import { clockOf, spanSince } from '../ui/time';
import { ageOf, endOf } from './age';
import { KeyName } from './key-name';

/** What everybody may know of a key. */
@Component({
  selector: 'fleet-key-panel',
  imports: [CopyButton, KeyName],
  template: `
    <section class="panel" aria-labelledby="key-head">
      <header>
        <h2 id="key-head">Key</h2>
        <span>version {{ credential().keyVersion }}</span>
      </header>
      <dl>
        <div>
          <dt class="second">Kind</dt>
          <dd>
            <fleet-key-name
              [algorithm]="credential().algorithm"
              [bits]="credential().bits"
              [isWeak]="credential().weak"
            />
          </dd>
        </div>
        <div>
          <dt class="second">Fingerprint</dt>
          <dd class="mono">{{ credential().fingerprint }}</dd>
        </div>
        <div>
          <dt class="second">Age</dt>
          <dd>
            <span [class]="age().tone">{{ age().days }} d</span>, since
            <time>{{ clockOf(credential().rotatedAt ?? credential().createdAt, clock.now()) }}</time>
          </dd>
        </div>
        <div>
          <dt class="second">Rotates</dt>
          <dd>
            {{
              credential().rotateEveryDays === null
                ? 'when somebody says so'
                : 'every ' + credential().rotateEveryDays + ' d'
            }}
          </dd>
        </div>
        <div>
          <dt class="second">Expires</dt>
          @if (end(); as end) {
            <dd>
              <span [class]="end.tone">{{ end.days > 0 ? 'in ' + end.days + ' d' : 'expired' }}</span>
            </dd>
          } @else {
            <dd class="third">never</dd>
          }
        </div>
        <div>
          <dt class="second">Last used</dt>
          <dd>
            {{ credential().lastUsedAt === null ? 'never' : spanSince(credential().lastUsedAt, clock.now()) + ' ago' }}
          </dd>
        </div>
      </dl>
      <div class="public">
        <p class="second">Public key <fleet-copy what="the public key" [text]="credential().publicKey" /></p>
        <code>{{ credential().publicKey }}</code>
      </div>
      <p class="third">The private part is sealed. Nobody can read it, whatever their role.</p>
    </section>
  `,
  styles: `
    dl > div {
      display: flex;
      align-items: baseline;
      justify-content: space-between;
      gap: 20px;
      min-height: 30px;
      padding: 4px 0;
      border-top: 1px solid var(--line);
    }

    dt {
      white-space: nowrap;
    }

    dd {
      min-width: 0;
      text-align: right;
      overflow-wrap: anywhere;
    }

    .public {
      display: grid;
      gap: 4px;
      padding: 8px 0;
      border-top: 1px solid var(--line);
    }

    .public p {
      display: flex;
      justify-content: space-between;
    }

    .public code {
      padding: 8px 10px;
      border-radius: 7px;
      background: var(--background);
      overflow-wrap: anywhere;
    }

    .poor,
    .bad {
      font-weight: 600;
      text-decoration: underline dotted var(--degraded) 2px;
      text-underline-offset: 3px;
    }

    .bad {
      text-decoration-color: var(--unhealthy);
    }
  `,
})
export class KeyPanel {
  readonly credential = input.required<Credential>();

  protected readonly clock = inject(Clock);
  protected readonly clockOf = clockOf;
  protected readonly spanSince = spanSince;
  protected readonly age = computed(() => ageOf(this.credential(), this.clock.now()));
  protected readonly end = computed(() => endOf(this.credential(), this.clock.now()));
}
