import { Component, computed, inject, input, linkedSignal, output } from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import { FleetApi } from '../api/fleet-api';
import { Session } from '../api/session';
import { FactField, ObservedFacts, ServerView } from '../api/wire';
import { Clock } from '../ui/clock';
import { spanSince } from '../ui/time';
import { ServerActions } from './server-actions';
import { disagreementOf, nameOf, withinOf } from './telemetry';

/** A server as it looks from within, and where that is not what is declared of it. */
@Component({
  selector: 'fleet-telemetry',
  template: `
    @if (within(); as within) {
      <section class="panel" aria-labelledby="within-head">
        <header>
          <h2 id="within-head">From within</h2>
          <span>{{ spanSince(within.seenAt, clock.now()) }} ago</span>
        </header>
        <dl class="facts">
          @for (fact of within.facts; track fact.name) {
            <div>
              <dt class="second">{{ fact.name }}</dt>
              <dd [class.mono]="fact.isCode">{{ fact.value }}</dd>
            </div>
          }
        </dl>
        @if (within.meters.length > 0) {
          <ul>
            @for (meter of within.meters; track $index) {
              <li [class.over]="meter.isOver">
                <span class="ellipsis second" [class.mono]="meter.isCode" [title]="meter.name">{{ meter.name }}</span>
                <span class="bar" aria-hidden="true"><i [style.width.%]="meter.usedPercent"></i></span>
                <span class="says">
                  {{ meter.says }}
                  @if (meter.isOver) {
                    <span class="spoken">, more than it should</span>
                  }
                </span>
              </li>
            }
          </ul>
        }
        @if (filled()) {
          <p class="third">Nobody declared, so it is filled in from here: {{ filled() }}.</p>
        }
      </section>
    }
    @if (drift().length > 0) {
      <section class="panel" aria-labelledby="drift-head">
        <header>
          <h2 id="drift-head">Declared otherwise</h2>
          @if (canAccept() && drift().length > 1) {
            <button type="button" class="link" [disabled]="isAccepting()" (click)="accept(all())">Accept all</button>
          }
        </header>
        <table class="plain-table">
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">Declared</th>
              <th scope="col">Observed</th>
              <th scope="col"><span class="spoken">Decision</span></th>
            </tr>
          </thead>
          <tbody>
            @for (row of drift(); track row.field) {
              <tr>
                <th scope="row" class="second">{{ row.name }}</th>
                <td class="mono">{{ row.declared }}</td>
                <td class="mono">{{ row.observed }}</td>
                <td class="number">
                  @if (canAccept()) {
                    <button
                      type="button"
                      class="link"
                      [attr.aria-label]="'Accept the observed ' + row.name"
                      [disabled]="isAccepting()"
                      (click)="accept([row.field])"
                    >
                      Accept
                    </button>
                  }
                </td>
              </tr>
            }
          </tbody>
        </table>
      </section>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: 14px;
    }

    :host:not(:has(section)) {
      display: none;
    }

    .facts {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(300px, 1fr));
      gap: 4px 28px;
    }

    .facts > div {
      display: flex;
      justify-content: space-between;
      gap: 14px;
    }

    dd {
      min-width: 0;
      text-align: right;
      overflow-wrap: anywhere;
    }

    ul {
      margin-top: 8px;
      border-top: 1px solid var(--line);
      padding-top: 6px;
    }

    li {
      display: grid;
      grid-template-columns: minmax(80px, 26%) minmax(0, 1fr) minmax(120px, 34%);
      align-items: center;
      gap: 14px;
      min-height: 26px;
    }

    p {
      margin-top: 8px;
    }

    .bar {
      height: 6px;
      overflow: hidden;
      border-radius: 3px;
      background: var(--line-strong);
    }

    .bar i {
      display: block;
      height: 100%;
      background: var(--second);
    }

    .over .bar i {
      background: var(--degraded);
    }

    .over .says {
      color: var(--text);
      font-weight: 600;
    }

    .says {
      text-align: right;
    }

    table {
      table-layout: fixed;
    }

    header .link {
      color: var(--brand);
    }

    tbody th {
      border-top: 1px solid var(--line);
      font-weight: 400;
      text-align: left;
    }

    td {
      white-space: normal;
      overflow-wrap: anywhere;
    }

    th:nth-child(1) {
      width: 22%;
    }

    th:nth-child(4) {
      width: 80px;
    }
  `,
})
export class TelemetryPanel {
  readonly server = input.required<ServerView>();
  /** What was observed then is not kept. */
  readonly isPast = input(false);
  /** Something was declared, or that was taken back. */
  readonly changed = output<void>();

  private readonly api = inject(FleetApi);
  private readonly actions = inject(ServerActions);
  private readonly session = inject(Session);
  protected readonly clock = inject(Clock);
  protected readonly spanSince = spanSince;
  protected readonly isAccepting = this.actions.isAccepting;

  private readonly check = computed(() => this.server().checks.find(({ type }) => type === 'telemetry'));
  private readonly seen = computed(() => this.server().health.checks.filter(({ type }) => type === 'telemetry'));
  protected readonly within = computed(() =>
    this.isPast() ? null : withinOf(this.seen(), this.check()?.warnDiskPercent ?? undefined),
  );

  /** Asked for anew when the declaration is another, or when somebody looked again. */
  private readonly fetched = rxResource<
    ObservedFacts,
    { id: string; version: number; seenAt: string | null } | undefined
  >({
    params: () => {
      const { id, version } = this.server();
      return this.isPast() ? undefined : { id, version, seenAt: this.seen()[0]?.lastUpAt ?? null };
    },
    equal: (one, other) => JSON.stringify(one) === JSON.stringify(other),
    stream: ({ params: { id } }) => this.api.facts(id),
  });
  /** Until the next answer the last one stays, unless it was of another server. */
  private readonly facts = linkedSignal<{ id: string; facts?: ObservedFacts }, { id: string; facts?: ObservedFacts }>({
    source: () => ({ id: this.server().id, facts: this.fetched.hasValue() ? this.fetched.value() : undefined }),
    computation: (now, previous) => (now.facts || previous?.value.id !== now.id ? now : previous.value),
  });
  protected readonly drift = computed(() =>
    this.isPast() ? [] : (this.facts().facts?.drift ?? []).map(disagreementOf),
  );
  protected readonly filled = computed(() => (this.facts().facts?.filled ?? []).map(nameOf).join(', '));
  protected readonly all = computed(() => this.drift().map(({ field }) => field));
  protected readonly canAccept = computed(() => this.session.canWrite() && !this.server().deletedAt);

  protected async accept(fields: FactField[]): Promise<void> {
    if (await this.actions.accept(this.server(), fields, () => this.changed.emit())) this.changed.emit();
  }
}
