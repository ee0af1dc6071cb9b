import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Actor } from '../../audit/actor.js';
import type { Entry } from '../../audit/ledger.js';
import { refusedAt } from '../../http/domain-error.js';
import type { Job } from '../../jobs/job.js';
import { JobRunner } from '../../jobs/runner.js';
import { CredentialsReader } from '../credentials.reader.js';
import { ServerWork } from '../many/server-work.js';
import { Deployer, type Deployment } from './deployer.js';
import type { DeploymentResult, DeployKey, WithdrawKey } from './deployment.dto.js';

const titles = { deploy: 'Deploy', withdraw: 'Retire' } as const;
type Direction = keyof typeof titles;

/** Puts credentials on servers and takes them away: of a few at once, of many as a job. */
@Injectable()
export class DeploymentService implements OnModuleInit {
  constructor(
    private readonly runner: JobRunner,
    private readonly reader: CredentialsReader,
    private readonly work: ServerWork,
    private readonly deployer: Deployer,
  ) {}

  onModuleInit(): void {
    for (const direction of ['deploy', 'withdraw'] as const) {
      this.runner.register({
        kind: kindOf(direction),
        run: (job: Job, proceed) => {
          const deployment = job.params as Deployment;
          return this.work.run(job, proceed, (serverId) => this.deployer[direction](job.actor, serverId, deployment));
        },
      });
    }
  }

  /** @throws NotFound, BadRequest */
  async deploy(actor: Actor, id: string, request: DeployKey): Promise<DeploymentResult | { jobId: string }> {
    return this.carryOut('deploy', actor, id, request);
  }

  /** @throws NotFound, BadRequest */
  async withdraw(actor: Actor, id: string, request: WithdrawKey): Promise<DeploymentResult | { jobId: string }> {
    if (request.force && !request.reason) throw refusedAt('/reason', 'must be given where it is forced');
    return this.carryOut('withdraw', actor, id, request);
  }

  private async carryOut(
    direction: Direction,
    actor: Actor,
    credentialId: string,
    request: DeployKey & WithdrawKey,
  ): Promise<DeploymentResult | { jobId: string }> {
    const { via = null, dryRun = false, assign = false, force = false, reason = null } = request;
    const { name } = await this.reader.get(credentialId);
    if (via !== null) await this.reader.get(via);
    const deployment: Deployment = { credentialId, name, via, dryRun, assign, force, reason };
    const ids = await this.work.few(request);
    if (ids) {
      const hostnames = await this.work.hostnames(ids);
      const results = await this.work.now(ids, async (serverId) => {
        const { status, message = null, error } = await this.deployer[direction](actor, serverId, deployment);
        return { serverId, hostname: hostnames.get(serverId) ?? null, status, message, error };
      });
      return { dryRun, results };
    }
    const entry = (servers: number): Entry => ({
      action: direction === 'deploy' ? 'credential.deployed' : 'credential.withdrawn',
      subject: { type: 'credential', id: credentialId, name },
      reason,
      after: { servers, dryRun, force },
    });
    const title = (servers: string) => `${dryRun ? 'Preview: ' : ''}${titles[direction]} ${name} on ${servers}`;
    return {
      jobId: await this.work.later(actor, { kind: kindOf(direction), title, params: deployment, entry }, request),
    };
  }
}

function kindOf(direction: Direction): string {
  return `key-${direction}`;
}
