import type { EntityManager } from 'typeorm';
import { rowsIn } from '../database/sql.js';
import { Conflict } from '../http/domain-error.js';
import type { JobStatus } from './job.js';

/**
 * What may be done to a job from outside. What nobody carries out turns at once; what runs does so after its current step, and
 * what it did stays. A paused job is carried out by nobody, also after a restart, until it is resumed.
 */
export const turns = {
  cancel: `UPDATE jobs SET cancel_requested = true,
      status = CASE WHEN status = 'running' THEN status ELSE 'cancelled' END,
      finished_at = CASE WHEN status = 'running' THEN finished_at ELSE clock_timestamp() END
    WHERE id = $1 AND status IN ('queued', 'running', 'paused')`,
  pause: `UPDATE jobs SET status = 'paused' WHERE id = $1 AND status IN ('queued', 'running') AND NOT cancel_requested`,
  resume: `UPDATE jobs SET status = 'queued' WHERE id = $1 AND status = 'paused'`,
} as const;
export type Turn = keyof typeof turns;

const done: Record<Turn, string> = { cancel: 'cancelled', pause: 'paused', resume: 'resumed' };

/** Within the transaction of somebody who orders jobs. @throws Conflict when the job cannot turn so from where it is */
export async function turned(tx: EntityManager, jobId: string, turn: Turn): Promise<void> {
  const [row] = await rowsIn<{ id: string }>(tx, `WITH turned AS (${turns[turn]} RETURNING id) SELECT id FROM turned`, [
    jobId,
  ]);
  if (row) return;
  const [job] = await rowsIn<{ status: JobStatus }>(tx, 'SELECT status FROM jobs WHERE id = $1', [jobId]);
  const status = job?.status ?? 'gone';
  const code = ['succeeded', 'failed', 'cancelled'].includes(status) ? 'job.finished' : 'job.illegal-turn';
  throw new Conflict(code, `What is ${status} cannot be ${done[turn]}.`);
}

/**
 * Carried out anew from where it came to, by whoever orders it again within a transaction of theirs; also when it is over. Whoever
 * works on it still goes on with it, so two never do.
 */
export async function requeued(tx: EntityManager, jobId: string, title?: string): Promise<void> {
  await rowsIn(
    tx,
    `UPDATE jobs SET status = 'queued', cancel_requested = false, finished_at = NULL, error = NULL, result = NULL, title = coalesce($2, title)
     WHERE id = $1`,
    [jobId, title ?? null],
  );
}
