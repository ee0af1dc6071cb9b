import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { Actor } from '../../audit/actor.js';
import { isAway } from '../../database/away.js';
import { JobInterrupted, type Job, type JobKind, type Proceed } from '../../jobs/job.js';
import { JobRunner } from '../../jobs/runner.js';
import { inTurns } from '../../probing/in-turns.js';
import { finalStep, Progress } from './progress.js';
import { rotationKind, type RotationTask, type ServerTask } from './rotation-task.js';
import { ServerSteps } from './server-steps.js';
import { haltedBecause, isProven } from './standing.js';
import { stepAfter } from './steps.js';
import { troubleOf } from './trouble.js';

const atOnce = 16;

/** What carrying out a rotation hands on. */
interface Work {
  rotation: RotationTask;
  actor: Actor;
  proceed: Proceed;
}

/**
 * Carries out a rotation, wave by wave, and a roll-back, all at once. Whoever goes on after a crash begins each server with the step
 * that was not written down yet; every step may be done again.
 */
@Injectable()
export class RotationJob implements JobKind, OnModuleInit {
  readonly kind = rotationKind;
  private readonly log = new Logger('rotation');

  constructor(
    private readonly runner: JobRunner,
    private readonly progress: Progress,
    private readonly steps: ServerSteps,
  ) {}

  onModuleInit(): void {
    this.runner.register(this);
  }

  async run(job: Job, proceed: Proceed): Promise<object> {
    const { rotationId } = job.params as { rotationId: string };
    const rotation = await this.progress.of(rotationId);
    const work = { rotation, actor: job.actor, proceed };
    try {
      await this.progress.begin(rotation);
      const because = await (rotation.direction === 'forwards' ? this.rollOut(work) : this.rollBack(work));
      if (because !== undefined) await this.progress.halted(job.actor, rotation, because);
      else await this.progress.ended(job.actor, rotation, await this.progress.standing(rotation));
      return { rotationId };
    } catch (error) {
      if (error instanceof JobInterrupted) {
        if (error.isCancelled) await this.progress.cancelled(job.actor, rotation);
      } else if (!isAway(error)) await this.progress.halted(job.actor, rotation, 'Something went wrong on our side.');
      throw error;
    }
  }

  /** Why it does not go on, if so. */
  private async rollOut(work: Work): Promise<string | undefined> {
    const { rotation, actor } = work;
    for (const wave of await this.progress.waves(rotation)) {
      const because = await this.carriedOut(work, await this.progress.servers(rotation, wave));
      if (because !== undefined) return because;
      if (wave > 0) continue;
      const standing = await this.progress.standing(rotation);
      if (!isProven(standing)) return undefined;
      if (standing.canary.done > 0) await this.progress.switched(actor, rotation);
    }
    const { all } = await this.progress.standing(rotation);
    if (all.done === all.total) await this.progress.switched(actor, rotation);
    return undefined;
  }

  /** Nothing halts it: who does not come back is told at the end. */
  private async rollBack(work: Work): Promise<string | undefined> {
    return this.carriedOut(work, await this.progress.servers(work.rotation, null));
  }

  /** What is begun with a server is brought to its next step, whatever becomes of the others. */
  private async carriedOut(work: Work, servers: ServerTask[]): Promise<string | undefined> {
    let halted: string | undefined;
    let fault: Error | undefined;
    await inTurns(servers, atOnce, async (server) => {
      if (halted !== undefined || fault !== undefined) return;
      try {
        if (!(await this.broughtHome(work, server))) halted = await this.because(work.rotation);
      } catch (error) {
        fault ??= error as Error;
      }
    });
    if (fault !== undefined) throw fault;
    return halted;
  }

  /** False when something came between. */
  private async broughtHome({ rotation, actor, proceed }: Work, from: ServerTask): Promise<boolean> {
    const visit = this.steps.visit(rotation, from);
    try {
      let server = from;
      while (server.step !== finalStep[rotation.direction]) {
        await proceed();
        const step = stepAfter(server.step, rotation.direction);
        if (!step) return true;
        const found = await this.steps
          .reach(step, visit, rotation, server)
          .catch((error: unknown) => this.told(error, server));
        if ('kind' in found) {
          await this.progress.troubled(rotation, server, found);
          return false;
        }
        server = await this.progress.reached(actor, rotation, server, step, found.oldVersion);
      }
      return true;
    } finally {
      visit.end();
    }
  }

  /** A database that is away is no trouble of the server. */
  private told(error: unknown, { hostname }: ServerTask) {
    const { isUnknown, ...trouble } = troubleOf(error);
    if (isUnknown && isAway(error)) throw error;
    if (isUnknown) this.log.error({ err: error }, `the key of ${hostname} could not be rotated`);
    return trouble;
  }

  private async because(rotation: RotationTask): Promise<string | undefined> {
    if (rotation.direction === 'backwards') return undefined;
    return haltedBecause(await this.progress.standing(rotation), rotation.failureBudget);
  }
}
