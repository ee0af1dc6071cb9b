import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../audit/actor.js';
import { rowsIn } from '../database/sql.js';

export const jobStatuses = ['queued', 'running', 'paused', 'succeeded', 'failed', 'cancelled'] as const;
export type JobStatus = (typeof jobStatuses)[number];

/** A job as whoever carries it out sees it. */
export interface Job<Params = unknown> {
  id: string;
  kind: string;
  params: Params;
  actor: Actor;
  changeSetId: string | null;
}

/** How a kind of job is carried out. It may be begun again by another process after a crash, and goes on from what was committed. */
export interface JobKind {
  kind: string;
  /** The answer is the job's result. Asks `proceed` between any two steps. */
  run(job: Job, proceed: Proceed): Promise<object | null>;
}

/** @throws JobInterrupted when the job is to end here: somebody cancelled or paused it, or the process stops */
export type Proceed = () => Promise<void>;

/** Not a failure: what was done stays done. */
export class JobInterrupted extends Error {
  constructor(readonly isCancelled: boolean) {
    super(isCancelled ? 'the job was cancelled' : 'the job goes on later');
  }
}

interface Order {
  kind: string;
  title: string;
  params: object;
  total: number;
  changeSetId?: string;
}

/** Orders a job within the transaction that it belongs to. */
export async function ordered(
  tx: EntityManager,
  actor: Actor,
  { kind, title, params, total, changeSetId }: Order,
): Promise<string> {
  const id = uuidv7();
  const { type, id: actorId, name, ip, requestId } = actor;
  await rowsIn(
    tx,
    'INSERT INTO jobs (id, kind, title, params, total, actor, change_set_id) VALUES ($1, $2, $3, $4, $5, $6, $7)',
    [
      id,
      kind,
      title,
      JSON.stringify(params),
      total,
      JSON.stringify({ type, id: actorId, name, ip, requestId }),
      changeSetId ?? null,
    ],
  );
  return id;
}
