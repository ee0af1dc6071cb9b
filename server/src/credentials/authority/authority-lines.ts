import { Injectable } from '@nestjs/common';
import { systemActor, type Actor } from '../../audit/actor.js';
import { Ledger } from '../../audit/ledger.js';
import { placed, removed } from '../deployment/authorized-keys.js';
import { Logins } from '../ssh/logins.js';
import type { SshSession } from '../ssh/session.js';
import type { AuthorityView } from './authorities.dto.js';
import { deployed, deploying, missed, trustIn, withdrawn } from './trust-rows.js';

interface Place {
  serverId: string;
  hostname: string;
}

const keyOf = ({ publicKey }: AuthorityView): string => publicKey.split(' ').slice(0, 2).join(' ');

/** The line of an authority in the authorized_keys of the user that is logged in as: whom it certifies may come in as that user. */
@Injectable()
export class AuthorityLines {
  constructor(
    private readonly ledger: Ledger,
    private readonly logins: Logins,
  ) {}

  /** Whether the server was changed. @throws LoginFailure, DeploymentFailure */
  async place(actor: Actor, authority: AuthorityView, at: Place, principals: readonly string[]): Promise<boolean> {
    const session = await this.logins.open(at.serverId);
    try {
      return await this.placedIn(session, actor, authority, at, principals);
    } finally {
      session.end();
    }
  }

  /** Whether there was one. @throws LoginFailure, DeploymentFailure */
  async withdraw(actor: Actor, authority: AuthorityView, { serverId, hostname }: Place): Promise<boolean> {
    const session = await this.logins.open(serverId, { evenDecommissioned: true });
    const count = await removed(session, keyOf(authority)).finally(() => session.end());
    await this.ledger.write(actor, null, async ({ tx, record }) => {
      await withdrawn(tx, authority.id, serverId);
      const subject = { type: 'server', id: serverId, name: hostname };
      const before = { authorityId: authority.id, authority: authority.name };
      if (count > 0) await record({ action: 'authority.withdrawn', subject, before });
    });
    return count > 0;
  }

  /** Nobody came so far as to change anything: what was known stays, with why. */
  missed(authorityId: string, serverId: string, why: string): Promise<void> {
    return this.ledger.write(systemActor('authorities'), null, ({ tx }) => missed(tx, authorityId, serverId, why));
  }

  private async placedIn(
    session: SshSession,
    actor: Actor,
    authority: AuthorityView,
    { serverId, hostname }: Place,
    principals: readonly string[],
  ): Promise<boolean> {
    const before = await this.ledger.write(actor, null, async ({ tx }) => {
      const before = await trustIn(tx, authority.id, serverId);
      await deploying(tx, authority.id, serverId);
      return before;
    });
    const publicLine = keyOf(authority);
    const isOtherwise = before !== undefined && before.principals.join() !== principals.join();
    if (isOtherwise) await removed(session, publicLine);
    const outcome = await placed(session, {
      publicLine,
      marker: `infrawatch-fleet:authority:${authority.id}`,
      options: principals.length === 0 ? 'cert-authority' : `cert-authority,principals="${principals.join()}"`,
    });
    const isKnown = before?.state === 'deployed' || before?.state === 'proven';
    if (outcome === 'present' && isKnown) return false;
    await this.ledger.write(actor, null, async ({ tx, record }) => {
      await deployed(tx, authority.id, serverId, principals);
      const subject = { type: 'server', id: serverId, name: hostname };
      const after = { authorityId: authority.id, authority: authority.name, principals };
      await record({ action: 'authority.deployed', subject, after });
    });
    return outcome === 'added';
  }
}
