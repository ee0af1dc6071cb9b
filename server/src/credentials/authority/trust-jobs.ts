import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DomainError } from '../../http/domain-error.js';
import type { Job, Proceed } from '../../jobs/job.js';
import { JobRunner } from '../../jobs/runner.js';
import { DeploymentFailure } from '../deployment/authorized-keys.js';
import { ServerWork, type ItemOutcome } from '../many/server-work.js';
import { LoginFailure } from '../ssh/phases.js';
import type { AuthorityView } from './authorities.dto.js';
import { AuthorityLines } from './authority-lines.js';
import type { ProofKey } from './proof-key.js';
import { ProofKeys } from './proof-keys.js';
import type { TrustKind, TrustParams } from './trust-orders.service.js';
import { TrustProver, type TrustedServer } from './trust-prover.js';

interface Work extends TrustParams {
  job: Job;
  authority: AuthorityView;
  key: ProofKey;
}

type Step = (work: Work, server: TrustedServer) => Promise<ItemOutcome>;

/** What is done about an authority on many servers. Each server is written down as it is finished, so a job goes on where it was. */
@Injectable()
export class TrustJobs implements OnModuleInit {
  private readonly steps: Record<TrustKind, Step> = {
    'authority-deploy': (work, server) => this.deploy(work, server),
    'authority-prove': ({ job, authority, key }, server) => this.prover.prove(job.actor, authority, server, key),
    'authority-withdraw': (work, server) => this.withdraw(work, server),
  };

  constructor(
    private readonly runner: JobRunner,
    private readonly work: ServerWork,
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
    return this.work.run(job, proceed, async (serverId) => {
      const names = await this.work.hostnames([serverId]);
      return this.outcome(work, { serverId, hostname: names.get(serverId) ?? serverId }, step);
    });
  }

  private async outcome(work: Work, server: TrustedServer, step: Step): Promise<ItemOutcome> {
    try {
      return await step(work, server);
    } catch (error) {
      const isTheServers = error instanceof LoginFailure || error instanceof DeploymentFailure;
      if (!isTheServers && !(error instanceof DomainError)) throw error;
      const { code, message } = error;
      await this.lines.missed(work.authority.id, server.serverId, message);
      return { status: 'failed', after: null, error: { code, message, errors: [] } };
    }
  }

  private async deploy({ job, authority, key, ...how }: Work, server: TrustedServer): Promise<ItemOutcome> {
    const isChanged = await this.lines.place(job.actor, authority, server, how);
    const proof = await this.prover.prove(job.actor, authority, server, key);
    return isChanged && proof.status === 'unchanged' ? { ...proof, status: 'changed' } : proof;
  }

  private async withdraw({ job, authority }: Work, server: TrustedServer): Promise<ItemOutcome> {
    const isChanged = await this.lines.withdraw(job.actor, authority, server);
    const status = isChanged ? 'changed' : 'unchanged';
    return { status, after: { state: 'removed' }, error: null };
  }
}
