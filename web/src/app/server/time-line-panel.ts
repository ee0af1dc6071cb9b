import { Component, computed, inject, input, linkedSignal } from '@angular/core';
import { MatTooltip } from '@angular/material/tooltip';
import { AuditEntry, ServerView, Transition } from '../api/wire';
import { Past } from '../past/past';
import { Clock } from '../ui/clock';
import { clockOf, minuteOf, wordsSince } from '../ui/time';
import { Stretch, knownSince, placeOf, stretchesOf } from './time-line';

const spans = [
  { name: '1 h', ms: 3_600_000 },
  { name: '24 h', ms: 86_400_000 },
  { name: '7 d', ms: 604_800_000 },
] as const;

/** Both axes and the changes on one axis of time. */
@Component({
  selector: 'fleet-time-line',
  imports: [MatTooltip],
  templateUrl: './time-line-panel.html',
  styleUrl: './time-line-panel.css',
})
export class TimeLine {
  readonly server = input.required<ServerView>();
  readonly transitions = input.required<readonly Transition[] | undefined>();
  /** Whether the transitions reach back to the server's beginning. */
  readonly isAll = input.required<boolean>();
  readonly audit = input.required<readonly AuditEntry[]>();

  private readonly clock = inject(Clock);
  protected readonly past = inject(Past);
  protected readonly spans = spans;
  /** A day, or an hour of a server that is younger than that; then what the person chose. */
  protected readonly spanMs = linkedSignal<string, number>({
    source: () => this.server().createdAt,
    computation: (createdAt) => (Date.now() - Date.parse(createdAt) < spans[0].ms ? spans[0].ms : spans[1].ms),
  });

  /** Moves every ten seconds; finer would not be seen. */
  private readonly until = computed(() => Math.ceil(this.clock.now() / 10_000) * 10_000);
  private readonly span = computed(() => ({ from: this.until() - this.spanMs(), to: this.until() }));

  protected readonly rows = computed(() => {
    const { health, lifecycle, createdAt } = this.server();
    const transitions = this.transitions() ?? [];
    const since = knownSince(transitions, createdAt, this.isAll());
    const row = (axis: Transition['axis'], now: string) => ({
      axis,
      stretches: stretchesOf(axis, now, transitions, this.span(), since).map((stretch) => this.shown(stretch)),
    });
    return [row('health', health.status), row('lifecycle', lifecycle)];
  });

  protected readonly changes = computed(() =>
    this.audit()
      .map((entry) => ({ entry, place: placeOf(entry.at, this.span()) }))
      .filter(({ place }) => place !== null)
      .map(({ entry, place }) => ({
        id: entry.id,
        place: (place ?? 0) * 100,
        words: `${clockOf(entry.at, this.until())}: ${entry.actor.name} ${entry.action.replace('.', ' ')}`,
      })),
  );

  protected readonly marks = computed(() => {
    const { from, to } = this.span();
    const isLong = to - from > 86_400_000;
    return [0, 0.25, 0.5, 0.75].map((share) => {
      const at = from + share * (to - from);
      return {
        share: share * 100,
        text: isLong ? new Date(at).toISOString().slice(5, 16).replace('T', ' ') : minuteOf(at),
      };
    });
  });

  private shown({ state, from, to }: Stretch) {
    const now = this.until();
    const words =
      state === null ? 'not known' : `${state} for ${wordsSince(new Date(now - (to - from)).toISOString(), now)}`;
    const span = this.span();
    const share = (ms: number) => (ms / (span.to - span.from)) * 100;
    const place = { left: share(from - span.from), width: share(to - from) };
    return { state, from, ...place, words: `${words}, from ${clockOf(from, now)} to ${clockOf(to, now)}` };
  }
}
