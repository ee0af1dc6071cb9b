import { httpResource } from '@angular/common/http';
import { Service, computed, inject, linkedSignal } from '@angular/core';
import { paths } from '../api/fleet-api';
import { problemOf } from '../api/problem';
import { FleetOverview } from '../api/wire';
import { Past } from '../past/past';

/** The fleet in numbers as it was at the moment that is shown. While another is fetched, the one before stays. */
@Service({ autoProvided: false })
export class PastOverviewStore {
  private readonly past = inject(Past);
  private readonly fetched = httpResource<FleetOverview>(() => {
    const asOf = this.past.asOf();
    return asOf === null ? undefined : { url: paths.overview, params: { asOf } };
  });

  readonly overview = linkedSignal<FleetOverview | undefined, FleetOverview | undefined>({
    source: () => (this.fetched.hasValue() ? this.fetched.value() : undefined),
    computation: (now, previous) => now ?? previous?.value,
  });
  readonly problem = computed(() => (this.fetched.error() ? problemOf(this.fetched.error()) : null));

  refetch(): void {
    this.fetched.reload();
  }
}
