import { Signal, computed, inject, resource } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { FleetApi } from '../api/fleet-api';
import { Problem, problemOf } from '../api/problem';
import { Total } from '../api/wire';

const typingMs = 250;

/** How many servers a query finds. */
export interface Matches {
  /** Nothing while nothing is asked, it is being counted, or it makes no sense. */
  total: Signal<Total | null>;
  problem: Signal<Problem | null>;
  isCounting: Signal<boolean>;
}

/** Counts what a query finds as it is typed; of an empty one nothing. */
export function matchesOf(q: Signal<string>): Matches {
  const api = inject(FleetApi);
  const asked = computed(() => q().trim());
  const counted = resource({
    params: () => asked() || undefined,
    loader: async ({ params, abortSignal }) => {
      await new Promise((resolve) => setTimeout(resolve, typingMs));
      if (abortSignal.aborted) return null;
      const { total } = await firstValueFrom(api.list({ q: params, sort: 'hostname', limit: 1 }));
      return { q: params, total };
    },
  });
  const found = computed(() => (counted.hasValue() ? counted.value() : null));
  return {
    total: computed(() => (found()?.q === asked() ? (found()?.total ?? null) : null)),
    problem: computed(() => (counted.error() ? problemOf(counted.error()) : null)),
    isCounting: counted.isLoading,
  };
}
