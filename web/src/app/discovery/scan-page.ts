import { Component, computed, effect, inject, input, linkedSignal, signal, untracked } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { HostQuery } from '../api/discovery-api';
import { Session } from '../api/session';
import { ImportedHosts, scanMatches } from '../api/wire';
import { Undo } from '../bulk/undo';
import { countOf, counted, totalOf } from '../ui/number';
import { ProblemPanel } from '../ui/problem-panel';
import { Reached } from '../ui/reached';
import { DiscoverySheets } from './discovery-sheets';
import { countsOf, sentenceOfImport } from './host-words';
import { HostTable } from './host-table';
import { ImportOutcomeView } from './import-outcome-view';
import { MapView } from './map-view';
import { isUnderWay, sentenceOfRecall, titleOf, wordsOfRecall } from './recall';
import { ScanActions } from './scan-actions';
import { ScanProgressBar } from './scan-progress';
import { ScanStore } from './scan-store';
import type { RegisterPlan } from './register-sheet';

/** One scan: how far it came, how complete it is, what it found. Which hosts are shown stands in the address. */
@Component({
  selector: 'fleet-scan-page',
  imports: [HostTable, ImportOutcomeView, MapView, ProblemPanel, Reached, RouterLink, ScanActions, ScanProgressBar],
  providers: [ScanStore],
  templateUrl: './scan-page.html',
  styleUrl: './scan-page.css',
})
export class ScanPage {
  readonly id = input.required<string>();
  readonly match = input<string>();
  readonly changes = input<string>();
  readonly q = input<string>();

  private readonly router = inject(Router);
  private readonly sheets = inject(DiscoverySheets);
  private readonly undo = inject(Undo);
  protected readonly store = inject(ScanStore);
  protected readonly session = inject(Session);
  protected readonly matches = scanMatches;
  protected readonly countOf = countOf;
  protected readonly counted = counted;
  protected readonly totalOf = totalOf;
  protected readonly isUnderWay = isUnderWay;
  protected readonly titleOf = titleOf;
  protected readonly wordsOfRecall = wordsOfRecall;
  protected readonly sentenceOfRecall = sentenceOfRecall;

  protected readonly outcome = signal<ImportedHosts | null>(null);
  protected readonly chosen = linkedSignal<string, ReadonlySet<string>>({
    source: this.id,
    computation: () => new Set(),
  });

  protected readonly query = computed<HostQuery>(() => {
    const match = scanMatches.find((each) => each === this.match());
    const q = this.q()?.trim();
    return { ...(match && { match }), ...(this.changes() === 'true' && { changes: true }), ...(q && { q }) };
  });
  protected readonly isFiltered = computed(() => Object.keys(this.query()).length > 0);

  /** Of the hosts as they are now; where they are too many to look at, as the scan counted them. */
  protected readonly counts = computed(() => {
    const [scan, hosts] = [this.store.scan(), this.store.drawn()];
    return scan && (hosts.length === 0 || this.store.isCut()) ? scan.found : countsOf(hosts);
  });

  constructor() {
    effect(() => {
      const [id, query] = [this.id(), this.query()];
      untracked(() => this.store.show(id, query));
    });
  }

  protected filter(change: { match?: string | null; changes?: true | null; q?: string | null }): void {
    void this.router.navigate([], { queryParams: change, queryParamsHandling: 'merge' });
  }

  protected clear(): void {
    this.filter({ match: null, changes: null, q: null });
  }

  protected textOf(event: Event): string {
    return (event.target as HTMLInputElement).value.trim();
  }

  protected chooseNone(): void {
    this.chosen.set(new Set());
  }

  protected registerChosen(): Promise<void> {
    return this.register({ scanId: this.id(), which: { addresses: [...this.chosen()] } });
  }

  protected registerNew(): Promise<void> {
    return this.register({ scanId: this.id(), which: { match: 'new' } });
  }

  protected async takeBack(changeSetId: string): Promise<void> {
    if (await this.undo.revert(changeSetId)) this.outcome.set(null);
  }

  private async register(plan: RegisterPlan): Promise<void> {
    const outcome = await this.sheets.register(plan);
    if (!outcome) return;
    this.outcome.set(outcome);
    this.chooseNone();
    this.store.refresh();
    if (outcome.changeSetId) this.undo.offer(sentenceOfImport(outcome), outcome.changeSetId);
  }
}
