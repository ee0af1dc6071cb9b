import { Injectable } from '@nestjs/common';
import type { Actor } from '../../audit/actor.js';
import { Ledger, type Entry } from '../../audit/ledger.js';
import { rowsIn, Sql } from '../../database/sql.js';
import { refusedAt } from '../../http/domain-error.js';
import { ServersReader } from '../../inventory/servers.reader.js';
import { ordered, type Job, type Proceed } from '../../jobs/job.js';
import { inTurns } from '../../probing/in-turns.js';
import type { PhaseOutcome } from '../ssh/phases.js';
import { fewServers, type ServerChoice } from './server-choice.dto.js';

/** What became of one server, as the items of a job tell it. */
export interface ItemOutcome {
  status: 'changed' | 'unchanged' | 'failed';
  error: { code: string; message: string; errors: never[] } | null;
  /** Of a login that was tested. */
  phases?: readonly PhaseOutcome[];
  /** What was done, or why nothing was, in words. */
  message?: string;
  /** What is so now. */
  after?: object | null;
}

interface WorkOrder {
  kind: string;
  title(servers: string): string;
  params: object;
  /** What the audit says of the order. */
  entry(total: number, jobId: string): Entry;
}

interface Item {
  ordinal: number;
  server_id: string;
}

const atOnce = 16;
const pageSize = 2_000;
const askedEveryMs = 500;

/** One thing that is done to each of many servers, each for itself: a job that goes on where it was, whoever claims it. */
@Injectable()
export class ServerWork {
  constructor(
    private readonly ledger: Ledger,
    private readonly sql: Sql,
    private readonly reader: ServersReader,
  ) {}

  /** The ids, when they are few enough to be dealt with at once. @throws BadRequest */
  async few({ serverIds, q }: ServerChoice): Promise<string[] | undefined> {
    if ((serverIds === undefined) === (q === undefined))
      throw refusedAt('/serverIds', 'or `q` must be given, and not both');
    if (q !== undefined) return this.reader.idsOf(q, fewServers);
    const ids = [...new Set(serverIds)];
    return ids.length <= fewServers ? ids : undefined;
  }

  /** By id, of those that there are. */
  async hostnames(ids: string[]): Promise<Map<string, string>> {
    const servers = await this.sql.rows<{ id: string; hostname: string }>(
      'SELECT id, hostname FROM servers WHERE id = ANY ($1::uuid[])',
      [ids],
    );
    return new Map(servers.map(({ id, hostname }) => [id, hostname]));
  }

  /** Deals with a few before the answer. */
  now<Result>(ids: string[], work: (serverId: string) => Promise<Result>): Promise<Result[]> {
    return inTurns(ids, atOnce, work);
  }

  /** Which servers they are is written down with the order: those that match now. */
  async later(actor: Actor, { kind, title, params, entry }: WorkOrder, choice: ServerChoice): Promise<string> {
    const { text, params: values } =
      choice.q === undefined
        ? { text: 'SELECT DISTINCT id FROM unnest($1::uuid[]) id', params: [choice.serverIds] as unknown[] }
        : await this.reader.selection(choice.q);
    return this.ledger.write(actor, null, async ({ tx, record }) => {
      const jobId = await ordered(tx, actor, { kind, title: '', params, total: 0 });
      const [row] = await rowsIn<{ total: number }>(
        tx,
        `WITH chosen AS (
           INSERT INTO job_items (job_id, ordinal, server_id)
           SELECT $${values.length + 1}, row_number() OVER (ORDER BY found.id), found.id FROM (${text}) found RETURNING 1)
         SELECT count(*)::integer AS total FROM chosen`,
        [...values, jobId],
      );
      const total = row?.total ?? 0;
      const servers = `${total.toLocaleString('en')} ${total === 1 ? 'server' : 'servers'}`;
      await rowsIn(tx, 'UPDATE jobs SET total = $2, title = $3 WHERE id = $1', [jobId, total, title(servers)]);
      await record(entry(total, jobId));
      return jobId;
    });
  }

  /** Each item's outcome is committed by itself, as soon as it is known: after a crash only what was under way is begun again. */
  async run(job: Job, proceed: Proceed, work: (serverId: string) => Promise<ItemOutcome>): Promise<object> {
    const asked = everyNowAndThen(proceed);
    for (;;) {
      await proceed();
      const items = await this.sql.rows<Item>(
        `SELECT ordinal, server_id FROM job_items WHERE job_id = $1 AND status = 'pending' ORDER BY ordinal LIMIT ${pageSize}`,
        [job.id],
      );
      if (items.length === 0) return this.counts(job.id);
      let interruption: unknown;
      await inTurns(items, atOnce, async (item) => {
        if (interruption !== undefined) return;
        try {
          await asked();
          await this.keep(job.id, item, await work(item.server_id));
        } catch (error) {
          interruption ??= error;
        }
      });
      if (interruption !== undefined) throw interruption as Error;
    }
  }

  private async keep(jobId: string, { ordinal }: Item, outcome: ItemOutcome): Promise<void> {
    await this.sql.rows(
      `WITH item AS (
         UPDATE job_items SET status = $3::jsonb ->> 'status',
           outcome = $3::jsonb || jsonb_build_object('hostname', (SELECT hostname FROM servers WHERE id = server_id)) WHERE job_id = $1 AND ordinal = $2 AND status = 'pending' RETURNING 1)
       UPDATE jobs SET done = done + (SELECT count(*) FROM item) WHERE id = $1`,
      [jobId, ordinal, JSON.stringify(outcome)],
      'server-work-kept',
    );
  }

  private async counts(jobId: string): Promise<object> {
    const [counts] = await this.sql.rows<{ total: number; changed: number; unchanged: number; failed: number }>(
      `SELECT count(*)::integer AS total, count(*) FILTER (WHERE status = 'changed')::integer AS changed,
         count(*) FILTER (WHERE status = 'unchanged')::integer AS unchanged,
         count(*) FILTER (WHERE status = 'failed')::integer AS failed FROM job_items WHERE job_id = $1`,
      [jobId],
    );
    return { ...counts };
  }
}

/** Asks at most so often, however many ask for it. */
function everyNowAndThen(proceed: Proceed): Proceed {
  let [last, answer] = [0, Promise.resolve()];
  return () => {
    if (performance.now() - last > askedEveryMs) [last, answer] = [performance.now(), proceed()];
    return answer;
  };
}
