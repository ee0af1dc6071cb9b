import {
  Component,
  DestroyRef,
  Injector,
  afterNextRender,
  computed,
  effect,
  inject,
  input,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Router, RouterLink } from '@angular/router';
import { ContactStore } from '../api/contact-store';
import { Session } from '../api/session';
import { ServerView } from '../api/wire';
import { Undo } from '../bulk/undo';
import { Past } from '../past/past';
import { ServerActions } from '../server/server-actions';
import { ServerSheets } from '../server/server-sheets';
import { countOf, totalOf } from '../ui/number';
import { ProblemPanel } from '../ui/problem-panel';
import { Shortcuts } from '../ui/shortcuts';
import { ColumnChooser } from './column-chooser';
import { columnsOf } from './columns';
import { ExportMenu } from './export-menu';
import { FacetPanel } from './facet-panel';
import { FacetStore } from './facet-store';
import { FleetStore } from './fleet-store';
import { FoldedFacets } from './folded-facets';
import { OverviewStore } from './overview-store';
import { SelectionBar } from './selection-bar';
import { SelectionStore } from './selection-store';
import { Density } from './density';
import { ServerTable } from './server-table';

/** The list of servers. Query and sort are the address; everything else is the store's. */
@Component({
  selector: 'fleet-servers-page',
  imports: [ColumnChooser, ExportMenu, FacetPanel, ProblemPanel, RouterLink, SelectionBar, ServerTable],
  providers: [FacetStore, SelectionStore],
  templateUrl: './servers-page.html',
  styleUrl: './servers-page.css',
})
export class ServersPage {
  readonly q = input('', { transform: (q: string | undefined) => q ?? '' });
  readonly sort = input('hostname', { transform: (sort: string | undefined) => sort ?? 'hostname' });

  readonly columns = input(columnsOf(''), { transform: (names: string | undefined) => columnsOf(names ?? '') });

  private readonly router = inject(Router);
  private readonly sheets = inject(ServerSheets);
  private readonly overview = inject(OverviewStore);
  private readonly injector = inject(Injector);
  private readonly table = viewChild(ServerTable);

  protected readonly past = inject(Past);
  protected readonly store = inject(FleetStore);
  protected readonly facets = inject(FacetStore);
  protected readonly folded = inject(FoldedFacets);
  protected readonly selected = inject(SelectionStore);
  protected readonly session = inject(Session);
  protected readonly contact = inject(ContactStore);
  protected readonly actions = inject(ServerActions);
  protected readonly density = inject(Density);
  protected readonly active = signal(-1);

  /** The search box says why; what was found before stays, dimmed. */
  protected readonly isUnreadable = computed(() => this.store.problem()?.code.startsWith('search.') ?? false);

  /** `261 servers` … */
  protected readonly heading = computed(() => {
    const total = this.isUnreadable() ? null : this.store.total();
    return total ? `${totalOf(total)} ${total.value === 1 ? 'server' : 'servers'}` : 'Servers';
  });

  /** … `of 12,480 · 9 ms` */
  protected readonly howMany = computed(() => {
    const all = this.overview.overview()?.total;
    const took = this.isUnreadable() ? null : this.store.tookMs();
    const of = this.q() && all !== undefined && !this.past.isShown() ? `of ${countOf(all)}` : null;
    return [of, took === null ? null : `${Math.max(1, Math.round(took))} ms`]
      .filter((part) => part !== null)
      .join(' · ');
  });

  protected readonly isEmpty = computed(() => !this.store.isTurning() && this.store.length() === 0);
  protected readonly reaching = computed(() => {
    const reaching = this.store.reaching();
    return reaching && `On the way to row ${countOf(reaching.to + 1)}: ${countOf(reaching.from)} passed`;
  });

  constructor() {
    effect(() => {
      const [q, sort, asOf] = [this.q(), this.sort(), this.past.asOf()];
      untracked(() => {
        const place = this.store.top();
        const isSame = this.store.show(q, sort, asOf);
        this.active.set(-1);
        this.selected.show(q, asOf);
        this.facets.show(q, asOf);
        afterNextRender(() => this.table()?.scrollTo(isSame ? place : 0), { injector: this.injector });
      });
    });
    inject(DestroyRef).onDestroy(() => this.store.leave());
    inject(Undo)
      .done.pipe(takeUntilDestroyed())
      .subscribe(() => this.store.refresh());
    inject(Shortcuts).on(inject(DestroyRef), {
      next: () => this.table()?.activate(this.active() + 1),
      previous: () => this.table()?.activate(this.active() - 1),
      select: () => this.withActive(() => this.table()?.toggle(this.active())),
      extend: () => this.withActive(() => this.table()?.extend(this.active())),
      open: () => this.withActive((server) => this.open(server)),
      edit: () => !this.past.isShown() && this.withActive((server) => void this.edit(server)),
      check: () => !this.past.isShown() && this.withActive((server) => void this.actions.checkNow([server.id])),
      back: () => this.selected.clear(),
    });
  }

  protected open(server: ServerView): void {
    void this.router.navigate(['/servers', server.id], { queryParams: this.past.parameters() });
  }

  protected ask(change: { q?: string | null; sort?: string | null; columns?: string | null }): void {
    const queryParams = { ...change, ...(change.q === '' && { q: null }) };
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge' });
  }

  protected async add(): Promise<void> {
    if (await this.sheets.add()) this.store.resort();
  }

  protected async checkSelected(): Promise<void> {
    if (this.selected.canWaitForChecks()) await this.actions.checkNow([...this.selected.selection().ids]);
    else await this.selected.check();
  }

  private async edit(server: ServerView): Promise<void> {
    if (await this.sheets.edit(server)) this.store.refresh();
  }

  private withActive(act: (server: ServerView) => void): boolean {
    const server = this.active() < 0 ? undefined : this.store.at(this.active());
    if (server) act(server);
    return server !== undefined;
  }
}
