import { Injectable } from '@nestjs/common';
import type { Actor } from '../../audit/actor.js';
import { Ledger, type Write } from '../../audit/ledger.js';
import { rowsIn } from '../../database/sql.js';
import { placedAt } from '../../http/placed.js';
import { ordered } from '../../jobs/job.js';
import { ServerNews } from '../news.js';
import { ServersReader } from '../servers.reader.js';
import { BulkActions } from './bulk-actions.js';
import { mostAtOnce, type BulkResult } from './bulk.dto.js';
import { ChangeSets } from './change-sets.js';
import { countsOf, type Outcome } from './outcome.js';
import { batchSize, isToBeUndone, RolledBack, toldOf, type Selected, type Undertaking } from './undertaking.js';

/** Does one thing to many servers: at once and in one transaction when they are few, as a job when they are many. */
@Injectable()
export class Undertakings {
  constructor(
    private readonly ledger: Ledger,
    private readonly actions: BulkActions,
    private readonly changeSets: ChangeSets,
    private readonly reader: ServersReader,
    private readonly news: ServerNews,
  ) {}

  /** The outcome of each server, or the id of the job. */
  async undertake(actor: Actor, undertaking: Undertaking, selected: Selected): Promise<BulkResult | { jobId: string }> {
    const ids = Array.isArray(selected)
      ? selected
      : await placedAt('/select', () => this.reader.idsOf(selected.q, mostAtOnce));
    return ids && ids.length <= mostAtOnce
      ? this.now(actor, undertaking, ids)
      : { jobId: await this.later(actor, undertaking, selected) };
  }

  /** What an action does to some of the servers, within somebody's transaction. */
  batch(write: Write, { action, params, ifMatch, dryRun }: Undertaking, ids: string[]): Promise<Outcome[]> {
    const batch = { write, ids, ifMatch: new Map(Object.entries(ifMatch)), isDryRun: dryRun };
    return this.actions.named(action).carryOut(batch, params);
  }

  /** What is told of a transaction that was rolled back. */
  told(outcomes: Outcome[], undertaking: Undertaking): Outcome[] {
    return toldOf(outcomes, undertaking, this.actions.named(undertaking.action).changes);
  }

  /** To be called once the transaction is committed. */
  tell(outcomes: Outcome[], { action }: Undertaking): void {
    if (this.actions.named(action).changes === 'nothing') return;
    const ids = outcomes.filter(({ status }) => status === 'changed').map(({ id }) => id);
    if (ids.length > 0) this.news.tell(ids);
  }

  /** A dry run is the real thing, rolled back: it says what would happen because it happened. */
  private async now(actor: Actor, undertaking: Undertaking, ids: string[]): Promise<BulkResult> {
    const { dryRun, reason } = undertaking;
    try {
      const { outcomes, changeSetId } = await this.ledger.write(actor, reason, async (write) => {
        const changeSetId = await this.begin(write, actor, undertaking, ids.length);
        const outcomes: Outcome[] = [];
        for (let at = 0; at < ids.length; at += batchSize)
          outcomes.push(...(await this.batch(write, undertaking, ids.slice(at, at + batchSize))));
        const counts = countsOf(outcomes);
        if (isToBeUndone(undertaking, counts)) throw new RolledBack(outcomes);
        if (changeSetId) {
          await this.changeSets.count(write, changeSetId, counts);
          await this.changeSets.finish(write, changeSetId);
        }
        return { outcomes, changeSetId };
      });
      this.tell(outcomes, undertaking);
      return { dryRun, applied: true, ...countsOf(outcomes), changeSetId, results: outcomes };
    } catch (error) {
      if (!(error instanceof RolledBack)) throw error;
      const results = this.told(error.outcomes, undertaking);
      return { dryRun, applied: false, ...countsOf(results), changeSetId: null, results };
    }
  }

  /** Which servers they are is written down with the order: those that match now. */
  private async later(actor: Actor, undertaking: Undertaking, selected: Selected): Promise<string> {
    const { text, params } = Array.isArray(selected)
      ? { text: 'SELECT id FROM unnest($1::uuid[]) id', params: [selected] as unknown[] }
      : await this.reader.selection(selected.q);
    return this.ledger.write(actor, undertaking.reason, async (write) => {
      const order = { kind: 'bulk', title: '', params: undertaking, total: 0 };
      const jobId = await ordered(write.tx, actor, order);
      const [row] = await rowsIn<{ total: number }>(
        write.tx,
        `WITH chosen AS (
           INSERT INTO job_items (job_id, ordinal, server_id)
           SELECT $${params.length + 1}, row_number() OVER (ORDER BY found.id), found.id FROM (${text}) found RETURNING 1)
         SELECT count(*)::integer AS total FROM chosen`,
        [...params, jobId],
      );
      const total = row?.total ?? 0;
      const changeSetId = undertaking.dryRun ? null : await this.begin(write, actor, undertaking, total);
      const title = `${undertaking.dryRun ? 'Preview: ' : ''}${this.titleOf(undertaking, total)}`;
      await rowsIn(write.tx, 'UPDATE jobs SET total = $2, title = $3, change_set_id = $4 WHERE id = $1', [
        ...[jobId, total, title, changeSetId],
      ]);
      return jobId;
    });
  }

  /** The id of the change set; null for what changes nothing. */
  private async begin(write: Write, actor: Actor, undertaking: Undertaking, total: number): Promise<string | null> {
    if (this.actions.named(undertaking.action).changes === 'nothing') return null;
    const { action: kind, params: request, reason, revertsId } = undertaking;
    const title = this.titleOf(undertaking, total);
    return this.changeSets.begin(write, actor, reason, { kind, title, request, total, revertsId });
  }

  private titleOf({ action, params }: Undertaking, total: number): string {
    return this.actions.named(action).title(params, total);
  }
}
