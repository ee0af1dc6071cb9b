import { Service, computed, inject, signal } from '@angular/core';
import { BulkSheets } from '../bulk/bulk-sheets';
import { Looks } from '../bulk/looks';
import { BulkAction, planOf } from '../bulk/order';
import { Selection, chosenCount, everybody, isNobody, nobody, selectOf } from '../bulk/selection';
import { stanceOn } from '../search/terms';
import { totalOf } from '../ui/number';
import { FleetStore } from './fleet-store';

/** Of so many each is asked for by itself, and what was seen is awaited. */
const mostAwaited = 20;

/** The servers that are chosen in the list, and what is done to them. */
@Service({ autoProvided: false })
export class SelectionStore {
  private readonly fleet = inject(FleetStore);
  private readonly sheets = inject(BulkSheets);
  private readonly looks = inject(Looks);
  private readonly q = signal('');
  private asOf: string | null = null;

  readonly selection = signal<Selection>(nobody);
  readonly isThere = computed(() => !isNobody(this.selection()));
  readonly isOfDeleted = computed(() => stanceOn(this.q(), 'deleted', 'true') === 'wanted');
  readonly canWaitForChecks = computed(() => this.selection().q === null && this.count().value <= mostAwaited);
  readonly words = computed(() => totalOf(this.count()));

  /** How many match, when not all of them are chosen. */
  readonly matching = computed(() => {
    const total = this.fleet.total();
    return total && this.selection().q === null && this.count().value < total.value ? totalOf(total) : null;
  });

  private readonly count = computed(() => {
    const { value, exact } = this.fleet.total() ?? { value: 0, exact: true };
    const selection = this.selection();
    return { value: chosenCount(selection, value), exact: exact || selection.q === null };
  });

  /** What was chosen in another list, or at another time, is not meant in this one. */
  show(q: string, asOf: string | null): void {
    if (q !== this.q() || asOf !== this.asOf) this.selection.set(nobody);
    this.asOf = asOf;
    this.q.set(q);
  }

  /** The query, not the rows: also those that were never on the screen. */
  toggleAll(): void {
    const { q, ids } = this.selection();
    this.selection.set(q !== null && ids.size === 0 ? nobody : everybody(this.q()));
  }

  /** Answers whether there was something to clear. */
  clear(): boolean {
    if (!this.isThere()) return false;
    this.selection.set(nobody);
    return true;
  }

  /** Asked all at once; what is seen comes as news. */
  check(): Promise<void> {
    return this.looks.order(selectOf(this.selection()));
  }

  async act(action: BulkAction): Promise<void> {
    const { value } = this.count();
    const label = planOf(action, value === 1 ? '1 server' : `${this.words()} servers`);
    const isDone = await this.sheets.carryOut(
      { action, select: selectOf(this.selection()), count: this.count() },
      label,
    );
    if (!isDone) return;
    this.selection.set(nobody);
    this.fleet.refresh();
  }
}
