import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DomainError } from '../../http/domain-error.js';
import type { Job, Proceed } from '../../jobs/job.js';
import { JobRunner } from '../../jobs/runner.js';
import { inTurns } from '../../probing/in-turns.js';
import { DeploymentFailure } from '../deployment/authorized-keys.js';
import { LoginFailure } from '../ssh/phases.js';
import type { AuthorityView } from './authorities.dto.js';
import { AuthorityLines } from './authority-lines.js';
import type { ProofKey } from './proof-key.js';
import { ProofKeys } from './proof-keys.js';
import { TrustItems, type TrustItem, type TrustOutcome } from './trust-items.js';
import type { TrustKind, TrustParams } from './trust-orders.service.js';
import { TrustProver } from './trust-prover.js';

interface Work extends TrustParams {
  job: Job;
  authority: AuthorityView;
  key: ProofKey;
}

type Step = (work: Work, item: TrustItem) => Promise<TrustOutcome>;

const atOnce = 16;

/** What is done about an authority on many servers. Each server is written down as it is finished, so a job goes on where it was. */
@Injectable()
export class TrustJobs implements OnModuleInit {
  private readonly steps: Record<TrustKind, Step> = {
    'authority-deploy': (work, item) => this.deploy(work, item),
    'authority-prove': ({ job, authority, key }, item) => this.prover.prove(job.actor, authority, item, key),
    'authority-withdraw': (work, item) => this.withdraw(work, item),
  };

  constructor(
    private readonly runner: JobRunner,
    private readonly items: TrustItems,
    private readonly keys: ProofKeys,
    private readonly lines: AuthorityLines,
    private readonly prover: TrustProver,
  ) {}

  onModuleInit(): void {
    for (const [kind, step] of Object.entries(this.steps))
      this.runner.register({ kind, run: (job, proceed) => this.run(job, proceed, step) });
  }

  private async run(job: Job, proceed: Proceed, step: Step): Promise<object> {
    const params = job.params as TrustParams;
    const work = { ...params, job, ...(await this.keys.made(job.actor, params.authorityId)) };
    for (;;) {
      await proceed();
      const items = await this.items.pending(job.id, 2 * atOnce);
      if (items.length === 0) return this.items.counts(job.id);
      await inTurns(items, atOnce, async (item) => this.items.keep(job.id, item, await this.outcome(work, item, step)));
    }
  }

  private async outcome(work: Work, item: TrustItem, step: Step): Promise<TrustOutcome> {
    try {
      return await step(work, item);
    } catch (error) {
      const isTheServers = error instanceof LoginFailure || error instanceof DeploymentFailure;
      if (!isTheServers && !(error instanceof DomainError)) throw error;
      const { code, message } = error;
      await this.lines.missed(work.authority.id, item.serverId, message);
      return { status: 'failed', hostname: item.hostname, after: null, error: { code, message } };
    }
  }

  private async deploy({ job, authority, key, ...how }: Work, item: TrustItem): Promise<TrustOutcome> {
    const isChanged = await this.lines.place(job.actor, authority, item, how);
    const proof = await this.prover.prove(job.actor, authority, item, key);
    return isChanged && proof.status === 'unchanged' ? { ...proof, status: 'changed' } : proof;
  }

  private async withdraw({ job, authority }: Work, item: TrustItem): Promise<TrustOutcome> {
    const isChanged = await this.lines.withdraw(job.actor, authority, item);
    const status = isChanged ? 'changed' : 'unchanged';
    return { status, hostname: item.hostname, after: { state: 'removed' }, error: null };
  }
}
