import { Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Session } from '../api/session';
import { healthStatuses, lifecycles } from '../api/wire';
import { Past } from '../past/past';
import { ServerSheets } from '../server/server-sheets';
import { Bar, Share } from '../ui/bar';
import { Clock } from '../ui/clock';
import { HealthGlyph } from '../ui/health-glyph';
import { LifecycleGlyph } from '../ui/lifecycle-glyph';
import { shortName } from '../ui/names';
import { counted, countOf, latencyOf, percentOf, rateOf } from '../ui/number';
import { ProblemPanel } from '../ui/problem-panel';
import { Spark } from '../ui/spark';
import { clockOf, spanSince } from '../ui/time';
import { DayStrip } from './day-strip';
import { shareHealthy } from './day';
import { KeysTile } from './keys-tile';
import { OverviewStore } from './overview-store';
import { PastOverviewStore } from './past-overview-store';

/** What is broken, since when, and what it hits, without a click. Every number is a link to the query behind it. */
@Component({
  selector: 'fleet-overview-page',
  providers: [PastOverviewStore],
  imports: [Bar, DayStrip, HealthGlyph, KeysTile, LifecycleGlyph, ProblemPanel, RouterLink, Spark],
  templateUrl: './overview-page.html',
  styleUrl: './overview-page.css',
})
export class OverviewPage {
  private readonly present = inject(OverviewStore);
  private readonly former = inject(PastOverviewStore);
  protected readonly past = inject(Past);
  protected readonly session = inject(Session);
  protected readonly sheets = inject(ServerSheets);
  protected readonly clock = inject(Clock);

  protected readonly countOf = countOf;
  protected readonly counted = counted;
  protected readonly latencyOf = latencyOf;
  protected readonly rateOf = rateOf;
  protected readonly spanSince = spanSince;
  protected readonly clockOf = clockOf;
  protected readonly shortName = shortName;
  protected readonly failingQuery = { q: 'countable:true -health:healthy -health:unknown', sort: '-health' };

  protected readonly overview = computed(() => (this.past.isShown() ? this.former : this.present).overview());
  protected readonly problem = computed(() => (this.past.isShown() ? this.former : this.present).problem());
  protected readonly pace = computed(() => (this.past.isShown() ? [] : this.present.pace()));

  protected readonly health = computed(() => {
    const counts = this.overview()?.health;
    return healthStatuses.map((status) => ({ status, count: counts?.[status], q: healthQuery(status) }));
  });

  protected readonly lifecycle = computed(() => {
    const counts = this.overview()?.lifecycle;
    return lifecycles.map((state) => ({ state, count: counts?.[state], q: `lifecycle:${state}` }));
  });

  protected readonly healthShares = computed<Share[]>(() =>
    this.health().map(({ status, count }) => ({ tone: `var(--${status})`, count: count ?? 0 })),
  );

  protected readonly lifecycleShares = computed<Share[]>(() =>
    this.lifecycle().map(({ state, count }) => ({ tone: lifecycleTones[state], count: count ?? 0 })),
  );

  protected readonly failing = computed(() => (this.overview()?.failing.items ?? []).slice(0, shownRows));
  protected readonly unshown = computed(() => (this.overview()?.failing.total ?? 0) - this.failing().length);
  protected readonly transitions = computed(() => (this.overview()?.transitions ?? []).slice(0, shownRows + 1));
  protected readonly day = computed(() => this.overview()?.last24h ?? []);

  protected readonly dayShare = computed(() => {
    const share = shareHealthy(this.day());
    return share === null
      ? 'nothing was watched yet'
      : `share of countable servers that were healthy · ${percentOf(share)}`;
  });

  protected refetch(): void {
    (this.past.isShown() ? this.former : this.present).refetch();
  }

  /** The query behind a number, of the same moment. */
  protected asked(query: { q: string; sort?: string }): Record<string, unknown> {
    return { ...query, ...this.past.parameters() };
  }
}

/** As many as leave the whole page on one screen; the rest is one click away. */
const shownRows = 8;

const lifecycleTones = {
  planned: 'var(--line-strong)',
  provisioning: 'var(--lifecycle-dim)',
  active: 'var(--lifecycle)',
  draining: 'var(--lifecycle-dim)',
  decommissioned: 'var(--line-strong)',
};

/** The counts are of countable servers, so the query behind one asks for those. */
function healthQuery(status: string): string {
  return `countable:true health:${status}`;
}
