import { httpResource } from '@angular/common/http';
import { Component, computed, inject, input, linkedSignal, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Subject, debounceTime } from 'rxjs';
import { paths } from '../api/fleet-api';
import { AuditEntry, Page } from '../api/wire';
import { Clock } from '../ui/clock';
import { wordsSince } from '../ui/time';
import { named } from '../ui/moment';
import { Reach, around, reachOf, reaches, ticksOf } from './moments';
import { Past } from './past';

const draggingMs = 250;
const ticksAsked = 200;
const day = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
});

/** Says that the page shows the past, of when, and goes through it: by hand, or from change to change. */
@Component({
  selector: 'fleet-time-bar',
  templateUrl: './time-bar.html',
  styleUrl: './time-bar.css',
  host: { role: 'region', 'aria-label': 'The past' },
})
export class TimeBar {
  readonly at = input.required<number>();
  /** Whose changes are marked; without it, those of all servers. */
  readonly subject = input<string | null>(null);

  protected readonly past = inject(Past);
  private readonly clock = inject(Clock);
  private readonly dragging = new Subject<number>();
  protected readonly reaches = reaches;

  /** What the hand has come to; the page follows a moment later. */
  protected readonly shown = linkedSignal(() => this.at());
  /** The shortest that holds the moment, until another is chosen. */
  private readonly chosen = signal<Reach | null>(null);
  protected readonly reach = computed(() => {
    const least = reachOf(this.at(), this.clock.real());
    const chosen = this.chosen();
    return chosen && chosen.ms > least.ms ? chosen : least;
  });

  /** The ends of the slider move with the time, but not under the hand. */
  protected readonly to = computed(() => Math.ceil(this.clock.real() / this.reach().stepMs) * this.reach().stepMs);
  protected readonly from = computed(() => Math.min(this.to() - this.reach().ms, this.at()));

  private readonly audit = httpResource<Page<AuditEntry>>(() => ({
    url: paths.audit,
    params: {
      action: 'server.*',
      from: named(this.from()),
      to: named(this.to()),
      limit: ticksAsked,
      ...(this.subject() && { subject: this.subject()! }),
    },
  }));
  protected readonly ticks = computed(() =>
    this.audit.hasValue() ? ticksOf(this.audit.value().items, this.from(), this.to()) : [],
  );
  protected readonly around = computed(() => around(this.ticks(), this.at()));

  protected readonly date = computed(() => day.format(this.shown()));
  protected readonly time = computed(() => new Date(this.shown()).toISOString().slice(11, 19));
  protected readonly ago = computed(() => `${wordsSince(named(this.shown()), this.clock.real())} ago`);

  constructor() {
    this.dragging.pipe(debounceTime(draggingMs), takeUntilDestroyed()).subscribe((at) => this.go(at));
  }

  protected dragged(text: string): void {
    this.shown.set(Math.min(Number(text), this.clock.real()));
    this.dragging.next(this.shown());
  }

  protected widen(reach: Reach): void {
    this.chosen.set(reach);
    if (this.at() < this.clock.real() - reach.ms) this.go(this.clock.real() - reach.ms);
  }

  protected go(at: number): void {
    this.past.go(at, true);
  }
}
