import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Actor } from '../../audit/actor.js';
import { Ledger, type Entry } from '../../audit/ledger.js';
import type { Job, JobKind, Proceed } from '../../jobs/job.js';
import { JobRunner } from '../../jobs/runner.js';
import { CredentialsReader } from '../credentials.reader.js';
import type { ServerChoice } from '../many/server-choice.dto.js';
import { ServerWork, type ItemOutcome } from '../many/server-work.js';
import { LoginTester } from './login-tester.js';
import type { LoginTests } from './login-tests.dto.js';

/** Tests of logins: of a few servers at once, of many as a job. */
@Injectable()
export class LoginTestsService implements JobKind, OnModuleInit {
  readonly kind = 'login-test';

  constructor(
    private readonly runner: JobRunner,
    private readonly reader: CredentialsReader,
    private readonly ledger: Ledger,
    private readonly work: ServerWork,
    private readonly tester: LoginTester,
  ) {}

  onModuleInit(): void {
    this.runner.register(this);
  }

  /** @throws NotFound, BadRequest */
  async test(actor: Actor, credentialId: string, choice: ServerChoice): Promise<LoginTests | { jobId: string }> {
    const { name } = await this.reader.get(credentialId);
    const entry = (servers: number): Entry => ({
      action: 'credential.tested',
      subject: { type: 'credential', id: credentialId, name },
      after: { servers },
    });
    const ids = await this.work.few(choice);
    if (ids) {
      await this.ledger.write(actor, null, ({ record }) => record(entry(ids.length)));
      return { results: await this.work.now(ids, (serverId) => this.tester.test(credentialId, serverId)) };
    }
    const title = (servers: string) => `Test ${name} on ${servers}`;
    const order = { kind: this.kind, title, params: { credentialId }, entry };
    return { jobId: await this.work.later(actor, order, choice) };
  }

  run(job: Job, proceed: Proceed): Promise<object> {
    const { credentialId } = job.params as { credentialId: string };
    return this.work.run(job, proceed, async (serverId): Promise<ItemOutcome> => {
      const { ok, phases } = await this.tester.test(credentialId, serverId);
      const last = phases.at(-1);
      const error = ok || !last ? null : { code: `login.${last.name}`, message: last.message, errors: [] };
      return { status: ok ? 'unchanged' : 'failed', error, phases };
    });
  }
}
