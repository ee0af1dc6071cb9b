import { Injectable } from '@nestjs/common';
import type { Actor } from '../../audit/actor.js';
import { Ledger } from '../../audit/ledger.js';
import { Conflict, DomainError } from '../../http/domain-error.js';
import { ServersService } from '../../inventory/servers.service.js';
import type { ItemOutcome } from '../many/server-work.js';
import { Logins, type LoginOptions } from '../ssh/logins.js';
import { LoginFailure } from '../ssh/phases.js';
import { InterruptedCommand, type SshSession } from '../ssh/session.js';
import { DeploymentFailure, markerOf, placed, present, removed } from './authorized-keys.js';
import { KnownKeys, type KeyLine } from './known-keys.js';
import { Placements, type Placement } from './placements.js';

/** How a credential is put on servers, or taken away from them. */
export interface Deployment {
  credentialId: string;
  name: string;
  via: string | null;
  dryRun: boolean;
  assign: boolean;
  force: boolean;
  reason: string | null;
}

/** The ways in which a server says no to a key. */
const refusedAtLogin = ['auth', 'auth-method', 'too-many-tries'];

/** One key on one server. What may be there is on record before the server is touched, and what is there is proven by a login. */
@Injectable()
export class Deployer {
  constructor(
    private readonly logins: Logins,
    private readonly keys: KnownKeys,
    private readonly placements: Placements,
    private readonly servers: ServersService,
    private readonly ledger: Ledger,
  ) {}

  /** Puts the current key there, and logs in with it. */
  deploy(actor: Actor, serverId: string, deployment: Deployment): Promise<ItemOutcome> {
    return told(async () => {
      const { credentialId, via, dryRun, assign } = deployment;
      const key = await this.keys.current(credentialId);
      const login = via === null ? {} : { credentialId: via };
      if (dryRun) {
        const isThere = await this.visit(serverId, login, (session) => present(session, key.publicLine));
        return isThere ? unchanged('it is there') : changed('one line would be added');
      }
      const placement = { serverId, credentialId, keyVersion: key.keyVersion };
      // With the server out of use nothing is begun.
      await this.logins.target(serverId, login);
      await this.placements.begin(placement, 'placing');
      const done = await this.tried(placement, async () => {
        const line = { publicLine: key.publicLine, marker: markerOf(credentialId, key.keyVersion) };
        const done = await this.visit(serverId, login, (session) => placed(session, line));
        await this.proveAccepted(placement);
        return done;
      });
      await this.settle(actor, placement, deployment, 'placed');
      if (assign) await this.servers.change(actor, serverId, { ssh: { credentialId } });
      return done === 'added' ? changed('one line was added') : unchanged('it was there');
    });
  }

  /** Takes all its keys away, and sees that each is refused. */
  withdraw(actor: Actor, serverId: string, deployment: Deployment): Promise<ItemOutcome> {
    return told(async () => {
      const { credentialId, via, dryRun, force } = deployment;
      const way = await this.keys.wayIn(credentialId, serverId, via);
      if (way.isLast && !force) {
        const message =
          'No other way into this server is known: deploy another credential first, or force it with a reason.';
        throw new Conflict('credential.last-login', message);
      }
      const keys = await this.keys.possible(credentialId);
      const login = { credentialId: way.credentialId, evenDecommissioned: true };
      if (dryRun) return this.visit(serverId, login, (session) => looked(session, keys));
      const placements = keys.map(({ keyVersion }) => ({ serverId, credentialId, keyVersion }));
      const lines = await this.visit(serverId, login, async (session) => {
        for (const placement of placements) await this.placements.begin(placement, 'removing');
        let lines = 0;
        for (const { publicLine } of keys) lines += await removed(session, publicLine);
        return lines;
      }).catch(async (error: unknown) => {
        // It was taken away by its own key, and the process died before it could see that.
        const isBegun = (await this.placements.of(serverId, credentialId)).some(({ state }) => state === 'removing');
        if (way.isLast && isBegun && isRefused(error)) return 0;
        throw error;
      });
      for (const placement of placements) {
        await this.tried(placement, () => this.proveRefused(placement));
        await this.settle(actor, placement, deployment, 'removed');
      }
      if (way.isDeclared && !way.isLast)
        await this.servers.change(actor, serverId, { ssh: { credentialId: way.credentialId } });
      return lines > 0
        ? changed(`${lines} ${lines === 1 ? 'line was' : 'lines were'} removed`)
        : unchanged('it was not there');
    });
  }

  private async visit<Result>(
    serverId: string,
    login: LoginOptions,
    work: (session: SshSession) => Promise<Result>,
  ): Promise<Result> {
    const session = await this.logins.open(serverId, login);
    try {
      return await work(session);
    } finally {
      session.end();
    }
  }

  /** What goes wrong stays on record beside what may be there. */
  private async tried<Result>(placement: Placement, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      await this.placements.fail(placement, (error as Error).message);
      throw error;
    }
  }

  private async proveAccepted({ serverId, credentialId, keyVersion }: Placement): Promise<void> {
    try {
      await this.visit(serverId, { credentialId, keyVersions: [keyVersion] }, () => Promise.resolve());
    } catch (error) {
      if (!(error instanceof LoginFailure)) throw error;
      const message = `The line is in authorized_keys, and a login with it fails (does the server read another file?): ${error.message}.`;
      throw new Conflict('credential.not-accepted', message);
    }
  }

  private async proveRefused({ serverId, credentialId, keyVersion }: Placement): Promise<void> {
    const login = { credentialId, keyVersions: [keyVersion], evenDecommissioned: true };
    const failure = await this.visit(serverId, login, () => Promise.resolve()).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (isRefused(failure)) return;
    if (failure !== undefined) throw failure as Error;
    const message =
      'The line is gone from authorized_keys, and the server still accepts the key (does it read another file?).';
    throw new Conflict('credential.still-accepted', message);
  }

  private async settle(
    actor: Actor,
    placement: Placement,
    { name, reason, force }: Deployment,
    state: 'placed' | 'removed',
  ): Promise<void> {
    const { credentialId: id, serverId, keyVersion } = placement;
    await this.ledger.write(actor, reason, async ({ tx, record }) => {
      await this.placements.settle(tx, placement, state);
      await record({
        action: state === 'placed' ? 'credential.deployed' : 'credential.withdrawn',
        subject: { type: 'credential', id, name },
        after: { serverId, keyVersion, ...(force ? { force } : {}) },
      });
    });
  }
}

async function looked(session: SshSession, keys: KeyLine[]): Promise<ItemOutcome> {
  let found = 0;
  for (const { publicLine } of keys) if (await present(session, publicLine)) found++;
  return found > 0
    ? changed(`${found} ${found === 1 ? 'key' : 'keys'} would be removed`)
    : unchanged('it is not there');
}

function isRefused(error: unknown): boolean {
  return error instanceof LoginFailure && refusedAtLogin.includes(error.code);
}

function changed(message: string): ItemOutcome {
  return { status: 'changed', error: null, message };
}

function unchanged(message: string): ItemOutcome {
  return { status: 'unchanged', error: null, message };
}

/** A server's own refusal is its outcome; anything else is a bug and goes on. */
async function told(work: () => Promise<ItemOutcome>): Promise<ItemOutcome> {
  try {
    return await work();
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    return { status: 'failed', error: { code, message: (error as Error).message, errors: [] } };
  }
}

function codeOf(error: unknown): string | undefined {
  if (error instanceof DomainError) return error.code;
  if (error instanceof LoginFailure) return `login.${error.code}`;
  if (error instanceof DeploymentFailure) return `deployment.${error.code}`;
  return error instanceof InterruptedCommand ? 'login.interrupted' : undefined;
}
