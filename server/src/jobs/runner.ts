import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { merge, type Subscription } from 'rxjs';
import type { Actor } from '../audit/actor.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { isAway } from '../database/away.js';
import { Lookout } from '../database/lookout.js';
import { Signals } from '../database/signals.js';
import { Sql } from '../database/sql.js';
import { DomainError } from '../http/domain-error.js';
import { Claims } from './claims.js';
import { JobInterrupted, type Job, type JobKind, type JobStatus } from './job.js';

/** Of each kind, so that what takes hours does not keep short work waiting. */
const mostAtOnce = 2;
/** A signal that was lost, and a job that a process left behind. */
const isAnyWaiting = `EXISTS (SELECT FROM jobs WHERE status IN ('queued', 'running'))`;

interface WaitingJob {
  id: string;
  kind: string;
  params: unknown;
  actor: Actor;
  change_set_id: string | null;
}

/** Carries out the jobs that wait, and those that a process left behind. A process that is only an API leaves them to the workers. */
@Injectable()
export class JobRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('jobs');
  private readonly kinds = new Map<string, JobKind>();
  private readonly running = new Map<string, { kind: string; run: Promise<void> }>();
  private readonly stopping = new AbortController();
  private looking: Promise<void> | undefined;
  private wakes: Subscription | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly sql: Sql,
    private readonly signals: Signals,
    private readonly lookout: Lookout,
    private readonly claims: Claims,
  ) {}

  /** To be called while the app is put together. */
  register(kind: JobKind): void {
    this.kinds.set(kind.kind, kind);
  }

  onApplicationBootstrap(): void {
    if (this.config.role === 'api') return;
    this.wakes = merge(this.signals.on('fleet_jobs'), this.lookout.whenever(isAnyWaiting)).subscribe(() => this.look());
    this.look();
  }

  /** What runs stops after its step; whoever starts next goes on with it. */
  async beforeApplicationShutdown(): Promise<void> {
    this.wakes?.unsubscribe();
    this.stopping.abort();
    await this.looking;
    await Promise.all([...this.running.values()].map(({ run }) => run));
  }

  private look(): void {
    if (this.looking || this.stopping.signal.aborted || this.kindsWithRoom().length === 0) return;
    this.looking = this.take()
      .catch((error: unknown) => this.log.warn(`cannot look for jobs: ${(error as Error).message}`))
      .finally(() => (this.looking = undefined));
  }

  private async take(): Promise<void> {
    const waiting = await this.sql.rows<WaitingJob>(
      `SELECT id, kind, params, actor, change_set_id FROM jobs
       WHERE status IN ('queued', 'running') AND kind = ANY ($1) AND id <> ALL ($2::uuid[]) ORDER BY created_at, id LIMIT 20`,
      [this.kindsWithRoom(), [...this.running.keys()]],
      'jobs-waiting',
    );
    for (const { change_set_id: changeSetId, ...job } of waiting) {
      if (this.stopping.signal.aborted) return;
      if (!this.kindsWithRoom().includes(job.kind)) continue;
      const lost = await this.claims.claimed(job.id);
      if (!lost) continue;
      this.running.set(job.id, { kind: job.kind, run: this.carryOutClaimed({ ...job, changeSetId }, lost) });
    }
  }

  private kindsWithRoom(): string[] {
    const busy = [...this.running.values()];
    return [...this.kinds.keys()].filter((each) => busy.filter(({ kind }) => kind === each).length < mostAtOnce);
  }

  /** A job that could not go on because the database was away is found again by the lookout's next question. */
  private async carryOutClaimed(job: Job, lost: AbortSignal): Promise<void> {
    let isInterrupted = false;
    try {
      await this.carryOut(job, lost);
    } catch (error) {
      isInterrupted = true;
      this.log.error({ err: error }, `job ${job.id} was interrupted, and goes on from what was committed`);
    }
    this.running.delete(job.id);
    await this.claims.release(job.id).catch(() => undefined);
    if (!isInterrupted) this.look();
  }

  private async carryOut(job: Job, lost: AbortSignal): Promise<void> {
    // It may have been finished between the look and the claim.
    const [begun] = await this.sql.rows(
      `UPDATE jobs SET status = 'running', started_at = coalesce(started_at, clock_timestamp())
       WHERE id = $1 AND status IN ('queued', 'running') RETURNING id`,
      [job.id],
    );
    if (!begun) return;
    try {
      const result = await this.kinds.get(job.kind)?.run(job, () => this.proceed(job.id, lost));
      await this.finish(job.id, 'succeeded', result ?? null, null);
    } catch (error) {
      if (error instanceof JobInterrupted) {
        if (error.isCancelled) await this.finish(job.id, 'cancelled', null, null);
        return;
      }
      if (isAway(error)) throw error;
      const isOurs = error instanceof DomainError;
      if (!isOurs) this.log.error({ err: error }, `job ${job.id} failed`);
      const fault = isOurs
        ? { code: error.code, message: error.message }
        : { code: 'internal', message: 'Something went wrong on our side. The log names the job.' };
      await this.finish(job.id, 'failed', null, fault);
    }
  }

  private async proceed(id: string, lost: AbortSignal): Promise<void> {
    if (this.stopping.signal.aborted || lost.aborted) throw new JobInterrupted(false);
    const [job] = await this.sql.rows<{ cancel_requested: boolean; status: JobStatus }>(
      'SELECT cancel_requested, status FROM jobs WHERE id = $1',
      [id],
      'job-interruptions',
    );
    if (job?.cancel_requested !== false) throw new JobInterrupted(true);
    if (job.status === 'paused') throw new JobInterrupted(false);
    // Paused and resumed before anybody noticed.
    if (job.status === 'queued')
      await this.sql.rows(`UPDATE jobs SET status = 'running' WHERE id = $1 AND status = 'queued'`, [id]);
  }

  private async finish(id: string, status: string, result: object | null, error: object | null): Promise<void> {
    await this.sql.rows(
      `UPDATE jobs SET status = $2, result = coalesce($3, result), error = $4, finished_at = clock_timestamp() WHERE id = $1`,
      [id, status, result && JSON.stringify(result), error && JSON.stringify(error)],
    );
  }
}
