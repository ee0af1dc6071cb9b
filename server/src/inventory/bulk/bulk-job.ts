import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Ledger, type Write } from '../../audit/ledger.js';
import { rowsIn, Sql } from '../../database/sql.js';
import type { Job, JobKind, Proceed } from '../../jobs/job.js';
import { JobRunner } from '../../jobs/runner.js';
import { ChangeSets } from './change-sets.js';
import { countsOf, type Outcome } from './outcome.js';
import { batchSize, isToBeUndone, RolledBack, type Undertaking } from './undertaking.js';
import { Undertakings } from './undertakings.js';

interface Item {
  ordinal: number;
  server_id: string;
}

/**
 * An undertaking of many servers. A batch, what became of its items and how far the job came are one transaction, so that
 * whoever goes on after a crash finds every item either done or untouched.
 */
@Injectable()
export class BulkJob implements JobKind, OnModuleInit {
  readonly kind = 'bulk';

  constructor(
    private readonly runner: JobRunner,
    private readonly ledger: Ledger,
    private readonly undertakings: Undertakings,
    private readonly changeSets: ChangeSets,
    private readonly sql: Sql,
  ) {}

  onModuleInit(): void {
    this.runner.register(this);
  }

  async run(job: Job, proceed: Proceed): Promise<object> {
    const undertaking = job.params as Undertaking;
    const applied = undertaking.atomic
      ? await this.together(job, undertaking, proceed)
      : await this.oneByOne(job, undertaking, proceed);
    const [counts] = await this.sql.rows<{ total: number; changed: number; failed: number }>(
      `SELECT count(*)::integer AS total, count(*) FILTER (WHERE status = 'changed')::integer AS changed,
         count(*) FILTER (WHERE status = 'failed')::integer AS failed FROM job_items WHERE job_id = $1`,
      [job.id],
    );
    return { dryRun: undertaking.dryRun, applied, ...counts, changeSetId: applied ? job.changeSetId : null };
  }

  private async oneByOne(job: Job, undertaking: Undertaking, proceed: Proceed): Promise<boolean> {
    const { reason, dryRun } = undertaking;
    for (let isMore = true; isMore;) {
      await proceed();
      const outcomes = await this.ledger.write(job.actor, reason, async (write) => {
        const items = await pending(write.tx, job.id);
        const outcomes = await this.tried(write, job, undertaking, items);
        await keep(write.tx, job.id, items, outcomes);
        if (job.changeSetId) {
          await this.changeSets.count(write, job.changeSetId, countsOf(outcomes));
          if (items.length < batchSize) await this.changeSets.finish(write, job.changeSetId);
        }
        return outcomes;
      });
      if (!dryRun) this.undertakings.tell(outcomes, undertaking);
      isMore = outcomes.length === batchSize;
    }
    return !dryRun;
  }

  /** A dry run's changes are taken back before its outcomes are written down. */
  private async tried(write: Write, job: Job, undertaking: Undertaking, items: Item[]): Promise<Outcome[]> {
    const ids = items.map((item) => item.server_id);
    if (!undertaking.dryRun) {
      if (job.changeSetId) await this.changeSets.join(write, job.changeSetId);
      return this.undertakings.batch(write, undertaking, ids);
    }
    await write.tx.query('SAVEPOINT trial');
    const outcomes = await this.undertakings.batch(write, undertaking, ids);
    await write.tx.query('ROLLBACK TO SAVEPOINT trial');
    return outcomes;
  }

  /** All or nothing: one transaction over all batches, begun again from nothing when its process dies. */
  private async together(job: Job, undertaking: Undertaking, proceed: Proceed): Promise<boolean> {
    try {
      const outcomes = await this.ledger.write(job.actor, undertaking.reason, async (write) => {
        if (job.changeSetId) await this.changeSets.join(write, job.changeSetId);
        const all: Outcome[] = [];
        for (;;) {
          await proceed();
          const items = await pending(write.tx, job.id);
          if (items.length === 0) break;
          const outcomes = await this.undertakings.batch(
            write,
            undertaking,
            items.map((item) => item.server_id),
          );
          await keep(write.tx, job.id, items, outcomes, false);
          all.push(...outcomes);
          await this.sql.rows('UPDATE jobs SET done = $2 WHERE id = $1', [job.id, all.length]);
        }
        const counts = countsOf(all);
        if (isToBeUndone(undertaking, counts)) throw new RolledBack(all);
        if (job.changeSetId) {
          await this.changeSets.count(write, job.changeSetId, counts);
          await this.changeSets.finish(write, job.changeSetId);
        }
        return all;
      });
      this.undertakings.tell(outcomes, undertaking);
      return true;
    } catch (error) {
      if (!(error instanceof RolledBack)) throw error;
      const told = this.undertakings.told(error.outcomes, undertaking);
      await this.ledger.write(job.actor, undertaking.reason, async ({ tx }) => {
        for (let at = 0; at < told.length; at += batchSize)
          await keep(tx, job.id, await pending(tx, job.id), told.slice(at, at + batchSize));
      });
      return false;
    }
  }
}

function pending(tx: EntityManager, jobId: string): Promise<Item[]> {
  return rowsIn<Item>(
    tx,
    `SELECT ordinal, server_id FROM job_items WHERE job_id = $1 AND status = 'pending' ORDER BY ordinal LIMIT ${batchSize}`,
    [jobId],
  );
}

async function keep(
  tx: EntityManager,
  jobId: string,
  items: Item[],
  outcomes: Outcome[],
  isProgress = true,
): Promise<void> {
  await rowsIn(
    tx,
    `UPDATE job_items i SET status = o.outcome ->> 'status', outcome = o.outcome
     FROM jsonb_array_elements($2) WITH ORDINALITY AS o (outcome, place) JOIN unnest($3::integer[]) WITH ORDINALITY AS n (ordinal, place) USING (place)
     WHERE i.job_id = $1 AND i.ordinal = n.ordinal`,
    [jobId, JSON.stringify(outcomes), items.map(({ ordinal }) => ordinal)],
  );
  if (isProgress) await rowsIn(tx, 'UPDATE jobs SET done = done + $2 WHERE id = $1', [jobId, items.length]);
}
