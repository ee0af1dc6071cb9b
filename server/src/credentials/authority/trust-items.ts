import { Injectable } from '@nestjs/common';
import { Sql } from '../../database/sql.js';

/** A server of a job that was not come to yet. */
export interface TrustItem {
  ordinal: number;
  serverId: string;
  hostname: string;
}

/** What became of a server, as jobs tell it. */
export interface TrustOutcome {
  status: 'changed' | 'unchanged' | 'failed';
  hostname: string;
  after: { state: string } | null;
  error: { code: string; message: string } | null;
}

/** The servers of a job that are still before it, and what became of the others. */
@Injectable()
export class TrustItems {
  constructor(private readonly sql: Sql) {}

  pending(jobId: string, limit: number): Promise<TrustItem[]> {
    return this.sql.rows<TrustItem & Record<string, unknown>>(
      `SELECT i.ordinal, i.server_id AS "serverId", coalesce(s.hostname, i.server_id::text) AS hostname
       FROM job_items i LEFT JOIN servers s ON s.id = i.server_id
       WHERE i.job_id = $1 AND i.status = 'pending' ORDER BY i.ordinal LIMIT $2`,
      [jobId, limit],
    );
  }

  /** With it the job has come one server further. A crash before this has the server done again, which changes nothing more. */
  async keep(jobId: string, { ordinal }: TrustItem, outcome: TrustOutcome): Promise<void> {
    await this.sql.rows(
      `WITH kept AS (UPDATE job_items SET status = $3, outcome = $4 WHERE job_id = $1 AND ordinal = $2)
       UPDATE jobs SET done = done + 1 WHERE id = $1`,
      [jobId, ordinal, outcome.status, JSON.stringify(outcome)],
    );
  }

  async counts(jobId: string): Promise<object> {
    const [counts] = await this.sql.rows(
      `SELECT count(*)::integer AS total, count(*) FILTER (WHERE status = 'changed')::integer AS changed,
         count(*) FILTER (WHERE status = 'unchanged')::integer AS unchanged, count(*) FILTER (WHERE status = 'failed')::integer AS failed
       FROM job_items WHERE job_id = $1`,
      [jobId],
    );
    return counts ?? {};
  }
}
