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
        <div class="key">
          <dt class="second">Old, version {{ rotation().fromVersion }}</dt>
          <dd>
            <code class="ellipsis">{{ prints().old || '–' }}</code>
          </dd>
        </div>
        <div class="key">
          <dt class="second">New, version {{ rotation().toVersion }}</dt>
          <dd>
            <code class="ellipsis">{{ prints().new || '–' }}</code>
          </dd>
        </div>
        <div>
          <dt class="second">Ordered</dt>
          <dd>
            <time>{{ clockOf(rotation().createdAt, clock.now()) }}</time> by {{ rotation().requestedBy }}
          </dd>
        </div>
        <div>
          <dt class="second">Ended</dt>
          @if (rotation().endedAt; as ended) {
            <dd>
              <time>{{ clockOf(ended, clock.now()) }}</time>
            </dd>
          } @else {
            <dd class="third">not yet</dd>
          }
        </div>
        <div>
          <dt class="second">May fail</dt>
          <dd>
            {{
              rotation().failureBudget === 0
                ? 'nobody'
                : 'nobody of the canary, ' + counted(rotation().failureBudget, 'server') + ' in all'
            }}
          </dd>
        </div>
        <div>
          <dt class="second">Old keys</dt>
          <dd>{{ kept() }}</dd>
        </div>
        @if (rotation().reason; as reason) {
          <div class="reason">
            <dt class="second">Reason</dt>
            <dd>{{ reason }}</dd>
          </div>
        }
      </dl>
    </section>
  `,
  styles: `
    :host {
      container-type: inline-size;
    }

    dl {
      display: grid;
      grid-template-columns: repeat(4, minmax(0, 1fr));
      gap: 14px 20px;
    }

    dd {
      overflow-wrap: anywhere;
    }

    .key {
      grid-column: span 2;
    }

    .key code {
      display: block;
    }

    .reason {
      grid-column: 1 / -1;
    }

    @container (width < 720px) {
      dl {
        grid-template-columns: repeat(2, minmax(0, 1fr));
      }
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
    const { status, closedAt, keepOldHours } = this.rotation();
    if (status === 'rolled-back') return 'in use again';
    if (closedAt !== null) return 'forgotten, but for those that a server may still know';
    const until = keptUntil(this.rotation());
    return until === null
      ? `kept ${counted(keepOldHours, 'hour')} after its end`
      : `kept until ${clockOf(until, this.clock.now())}`;
  });
}
