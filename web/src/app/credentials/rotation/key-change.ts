import { Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { KeyVersion, Rotation } from '../../api/wire';
import { Clock } from '../../ui/clock';
import { counted } from '../../ui/number';
import { clockOf } from '../../ui/time';
import { keptUntil } from './words';

/** From which key to which, who wanted it and why, and how long the way back is open. */
@Component({
  selector: 'fleet-key-change',
  imports: [RouterLink],
  template: `
    <section class="panel" aria-labelledby="key-change-head">
      <header>
        <h2 id="key-change-head">Key</h2>
        <a [routerLink]="['/credentials', rotation().credentialId]">{{ rotation().credentialName }}</a>
      </header>
      <dl>
        <div>
          <dt class="second">Old</dt>
          <dd>
            version {{ rotation().fromVersion }} <code>{{ prints().old }}</code>
          </dd>
        </div>
        <div>
          <dt class="second">New</dt>
          <dd>
            version {{ rotation().toVersion }} <code>{{ prints().new }}</code>
          </dd>
        </div>
        <div>
          <dt class="second">Ordered</dt>
          <dd>
            by {{ rotation().requestedBy }}, <time>{{ clockOf(rotation().createdAt, clock.now()) }}</time>
          </dd>
        </div>
        @if (rotation().reason; as reason) {
          <div>
            <dt class="second">Reason</dt>
            <dd>{{ reason }}</dd>
          </div>
        }
        <div>
          <dt class="second">May fail</dt>
          <dd>none of the canary, {{ counted(rotation().failureBudget, 'server') }} of all</dd>
        </div>
        <div>
          <dt class="second">Old keys</dt>
          <dd>{{ kept() }}</dd>
        </div>
        @if (rotation().endedAt; as ended) {
          <div>
            <dt class="second">Ended</dt>
            <dd>
              <time>{{ clockOf(ended, clock.now()) }}</time>
            </dd>
          </div>
        }
      </dl>
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

    dd code {
      display: block;
      color: var(--second);
    }
  `,
})
export class KeyChange {
  readonly rotation = input.required<Rotation>();
  readonly versions = input.required<readonly KeyVersion[]>();

  protected readonly clock = inject(Clock);
  protected readonly clockOf = clockOf;
  protected readonly counted = counted;
  protected readonly prints = computed(() => {
    const printOf = (version: number) =>
      this.versions().find(({ keyVersion }) => keyVersion === version)?.fingerprint ?? '';
    return { old: printOf(this.rotation().fromVersion), new: printOf(this.rotation().toVersion) };
  });
  protected readonly kept = computed(() => {
    const { closedAt, keepOldHours } = this.rotation();
    if (closedAt !== null) return 'forgotten, but for those that a server may still know';
    const until = keptUntil(this.rotation());
    return until === null
      ? `kept ${counted(keepOldHours, 'hour')} after its end`
      : `kept until ${clockOf(until, this.clock.now())}`;
  });
}
