import { httpResource } from '@angular/common/http';
import { Service, computed, inject, linkedSignal, signal } from '@angular/core';
import { ContactStore } from '../api/contact-store';
import { paths } from '../api/fleet-api';
import { Live } from '../api/live';
import { problemOf } from '../api/problem';
import { Session } from '../api/session';
import { FleetOverview } from '../api/wire';

const keptSamples = 60;

/** The fleet in numbers, for the overview and the navigation, for as long as somebody is signed in. */
@Service()
export class OverviewStore {
  private readonly session = inject(Session);
  private readonly pushed = signal<FleetOverview | undefined>(undefined);
  private readonly fetched = httpResource<FleetOverview>(() => (this.session.user() ? paths.overview : undefined));

  /** The newest known, whichever way it came. */
  readonly overview = linkedSignal<(FleetOverview | undefined)[], FleetOverview | undefined>({
    source: () => [this.pushed(), this.fetched.hasValue() ? this.fetched.value() : undefined],
    computation: (candidates, previous) => [previous?.value, ...candidates].reduce(newer),
  });

  /** Checks a second since this page was opened. */
  readonly pace = linkedSignal<FleetOverview | undefined, readonly number[]>({
    source: this.overview,
    computation: (overview, previous) => {
      if (!overview?.checks) return [];
      const rate = overview.checks.perSecond;
      return [...(previous?.value ?? []), ...(rate === null ? [] : [rate])].slice(-keptSamples);
    },
  });

  readonly problem = computed(() => (this.fetched.error() ? problemOf(this.fetched.error()) : null));

  constructor() {
    inject(Live)
      .hear({ overview: true })
      .subscribe((news) => {
        if (news.kind === 'overview') this.pushed.set(news.overview);
        else if (news.kind === 'resync') this.refetch();
      });
    inject(ContactStore).beats.subscribe(() => this.refetch());
  }

  refetch(): void {
    this.fetched.reload();
  }
}

function newer(one: FleetOverview | undefined, other: FleetOverview | undefined): FleetOverview | undefined {
  if (!one || !other) return one ?? other;
  return Date.parse(other.at) >= Date.parse(one.at) ? other : one;
}
