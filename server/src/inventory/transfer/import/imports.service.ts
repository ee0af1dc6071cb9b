import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../audit/actor.js';
import { Ledger, type Write } from '../../../audit/ledger.js';
import { isDeadlock } from '../../../database/constraints.js';
import { BadRequest, DomainError, Unavailable } from '../../../http/domain-error.js';
import { ChangeSets } from '../../bulk/change-sets.js';
import { batchSize } from '../../bulk/undertaking.js';
import { ServerNews } from '../../news.js';
import type { Row, Rows } from '../row.js';
import { inGroups } from './groups.js';
import type { ImportResult } from './import.dto.js';
import { judged, type Key, type Refused, type Wanted } from './judged.js';
import { rowCountsOf, sum, type RowCounts, type RowOutcome } from './outcome.js';
import { SeenKeys } from './seen-keys.js';
import { Tally } from './tally.js';
import { writeBatch } from './write-batch.js';

export interface ImportOrder {
  /** By what a row finds the server that it changes; not given, every row is a new one. */
  updatesBy?: Key;
  dryRun: boolean;
  atomic: boolean;
  reason: string | null;
  /** Whoever sent the file is gone: go no further. */
  isAbandoned(): boolean;
}

/** An import on its way. */
interface Undertaking {
  actor: Actor;
  order: ImportOrder;
  rows: AsyncIterable<(Wanted | Refused)[]>;
  tally: Tally;
}

/** Carries outcomes out of a transaction that must not be committed. */
class TakenBack extends Error {
  constructor(readonly outcomes: RowOutcome[]) {
    super('taken back on purpose');
  }
}

const patience = 5;

/**
 * Files become servers: batch by batch, each of them one transaction of the same change set, so that a large file neither fills the memory
 * nor holds locks for long; or all at once, when it is wanted whole or not at all. The file is read as fast as batches are written.
 */
@Injectable()
export class Imports {
  constructor(
    private readonly ledger: Ledger,
    private readonly changeSets: ChangeSets,
    private readonly news: ServerNews,
  ) {}

  /** @throws DomainError for a file that cannot be read on; its `result` tells what was imported before */
  async carryOut(actor: Actor, rows: Rows, order: ImportOrder): Promise<ImportResult> {
    const tally = new Tally();
    const undertaking = { actor, order, tally, rows: inGroups(judgedRows(rows, order), batchSize) };
    try {
      const isApplied = order.atomic ? await this.together(undertaking) : await this.oneByOne(undertaking);
      return tally.result(isApplied, order.dryRun, rows.warnings);
    } catch (error) {
      if (error instanceof DomainError) {
        const isApplied = !order.atomic && !order.dryRun;
        error.extensions.result = tally.result(isApplied, order.dryRun, rows.warnings);
      }
      throw error;
    }
  }

  private async oneByOne(undertaking: Undertaking): Promise<boolean> {
    const { actor, order, tally, rows } = undertaking;
    try {
      for await (const batch of rows) {
        const { outcomes, changeSetId } = await this.again(() => this.batch(undertaking, batch));
        tally.add(outcomes);
        tally.changeSetId = changeSetId;
        if (!order.dryRun) this.tell(outcomes);
        requireListener(order);
      }
    } finally {
      const { changeSetId: id, counts } = tally;
      if (id !== null)
        await this.ledger.write(actor, order.reason, async (write) => {
          await this.grow(write, id, counts);
          await this.changeSets.finish(write, id);
        });
    }
    return !order.dryRun;
  }

  /** One batch in one transaction. A dry run's is the real thing, taken back. */
  private async batch({ actor, order, tally }: Undertaking, batch: (Wanted | Refused)[]) {
    try {
      return await this.ledger.write(actor, order.reason, async (write) => {
        let { changeSetId } = tally;
        const outcomes = await outcomesOf(write, batch, order, async () => {
          if (!order.dryRun) changeSetId = await this.joined(write, actor, order, changeSetId);
        });
        if (order.dryRun) throw new TakenBack(outcomes);
        if (changeSetId !== null) await this.grow(write, changeSetId, sum(tally.counts, rowCountsOf(outcomes)));
        return { outcomes, changeSetId };
      });
    } catch (error) {
      if (!(error instanceof TakenBack)) throw error;
      return { outcomes: error.outcomes, changeSetId: null };
    }
  }

  /** All batches in one transaction, which a bad row spoils; the rest is read for its own faults. */
  private async together({ actor, order, tally, rows }: Undertaking): Promise<boolean> {
    const touched: RowOutcome[][] = [];
    try {
      await this.ledger.write(actor, order.reason, async (write) => {
        for await (const batch of rows) {
          const outcomes = await outcomesOf(write, batch, order, async () => {
            tally.changeSetId = await this.joined(write, actor, order, tally.changeSetId);
          });
          tally.add(outcomes);
          touched.push(outcomes.filter(({ status }) => status === 'updated'));
          requireListener(order);
        }
        if (order.dryRun || tally.counts.failed > 0) throw new TakenBack([]);
        if (tally.changeSetId !== null) {
          await this.grow(write, tally.changeSetId, tally.counts);
          await this.changeSets.finish(write, tally.changeSetId);
        }
      });
    } catch (error) {
      if (error instanceof TakenBack) return false;
      throw isDeadlock(error) ? contended() : error;
    }
    for (const outcomes of touched) this.tell(outcomes);
    return true;
  }

  /** The change set of this import, which begins with the first change. What the transaction writes from here on belongs to it. */
  private async joined(write: Write, actor: Actor, order: ImportOrder, known: string | null): Promise<string> {
    if (known === null) {
      const { updatesBy, atomic, reason } = order;
      const request = { mode: updatesBy ? 'upsert' : 'create', key: updatesBy ?? null, atomic };
      return this.changeSets.begin(write, actor, reason, { kind: 'import', title: titleOf(0), request, total: 0 });
    }
    await this.changeSets.join(write, known);
    return known;
  }

  private grow(write: Write, id: string, { total, created, updated, failed }: RowCounts): Promise<void> {
    const changed = created + updated;
    return this.changeSets.grow(write, id, titleOf(changed), { total, changed, failed });
  }

  private tell(outcomes: RowOutcome[]): void {
    const ids = outcomes.flatMap(({ id, status }) => (id && status === 'updated' ? [id] : []));
    if (ids.length > 0) this.news.tell(ids);
  }

  /** Two imports that rename each other's servers may wait for each other; one of them is asked to begin its batch again. */
  private async again<Result>(work: () => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        if (!isDeadlock(error)) throw error;
        if (attempt === patience) throw contended();
      }
    }
  }
}

async function* judgedRows(
  rows: AsyncIterable<Row>,
  { updatesBy: key }: ImportOrder,
): AsyncGenerator<Wanted | Refused> {
  const seen = new SeenKeys();
  for await (const row of rows) yield await judged(row, { key, seen });
}

/** In the order of the rows. */
async function outcomesOf(
  write: Write,
  batch: (Wanted | Refused)[],
  { updatesBy }: ImportOrder,
  begin: () => Promise<void>,
): Promise<RowOutcome[]> {
  const wanted = batch.filter((each): each is Wanted => 'fields' in each);
  const written = await writeBatch(write, wanted, updatesBy, begin);
  const byRow = new Map(written.map((outcome) => [outcome.row, outcome]));
  return batch.map(
    (each) =>
      byRow.get(each.row) ?? {
        ...{ row: each.row, status: 'failed', id: null, before: null, after: null },
        ...('faults' in each ? { hostname: each.hostname, faults: each.faults } : { hostname: null, faults: [] }),
      },
  );
}

/** @throws BadRequest */
function requireListener({ isAbandoned }: ImportOrder): void {
  if (isAbandoned()) throw new BadRequest('http.abandoned', 'The client went away before its file was imported.');
}

function titleOf(servers: number): string {
  return `Import ${servers.toLocaleString('en')} ${servers === 1 ? 'server' : 'servers'}`;
}

function contended(): Unavailable {
  return new Unavailable('import.contended', 'Others are changing the same servers. Try again in a moment.');
}
