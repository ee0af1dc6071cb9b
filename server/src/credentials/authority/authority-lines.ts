import { Inject, Injectable } from '@nestjs/common';
import { systemActor, type Actor } from '../../audit/actor.js';
import { Ledger } from '../../audit/ledger.js';
import type { Config } from '../../config/config.js';
import { CONFIG } from '../../config/config.module.js';
import { placed, removed } from '../deployment/authorized-keys.js';
import { Logins } from '../ssh/logins.js';
import type { SshSession } from '../ssh/session.js';
import type { AuthorityView } from './authorities.dto.js';
import { trustedBySshd, untrustedBySshd } from './sshd-trust.js';
import type { TrustParams } from './trust-orders.service.js';
import { deployed, deploying, missed, trustIn, withdrawn, type TrustRow } from './trust-rows.js';
import type { TrustWay } from './trust.dto.js';

type How = Pick<TrustParams, 'way' | 'principals'>;

interface Place {
  serverId: string;
  hostname: string;
}

const keyOf = ({ publicKey }: AuthorityView): string => publicKey.split(' ').slice(0, 2).join(' ');

/** The line of an authority on a server: in the authorized_keys of the user that is logged in as, or where sshd reads it for every user. */
@Injectable()
export class AuthorityLines {
  constructor(
    private readonly ledger: Ledger,
    private readonly logins: Logins,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Whether the server was changed. @throws LoginFailure, DeploymentFailure */
  async place(actor: Actor, authority: AuthorityView, at: Place, how: How): Promise<boolean> {
    const session = await this.logins.open(at.serverId);
    try {
      return await this.placedIn(session, actor, authority, at, how);
    } finally {
      session.end();
    }
  }

  /** Whether there was one. @throws LoginFailure, DeploymentFailure */
  async withdraw(actor: Actor, authority: AuthorityView, { serverId, hostname }: Place): Promise<boolean> {
    const before = await this.ledger.write(actor, null, ({ tx }) => trustIn(tx, authority.id, serverId));
    const session = await this.logins.open(serverId, { evenDecommissioned: true });
    const isChanged = await this.removedIn(session, authority, before?.way).finally(() => session.end());
    await this.ledger.write(actor, null, async ({ tx, record }) => {
      await withdrawn(tx, authority.id, serverId);
      const subject = { type: 'server', id: serverId, name: hostname };
      const gone = { authorityId: authority.id, authority: authority.name };
      if (isChanged) await record({ action: 'authority.withdrawn', subject, before: gone });
    });
    return isChanged;
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
    how: How,
  ): Promise<boolean> {
    const before = await this.ledger.write(actor, null, async ({ tx }) => {
      const before = await trustIn(tx, authority.id, serverId);
      await deploying(tx, authority.id, serverId);
      return before;
    });
    const isAdded = await this.added(session, authority, how, before);
    const isKnown = before?.state === 'deployed' || before?.state === 'proven';
    if (!isAdded && isKnown && before.way === how.way) return false;
    await this.ledger.write(actor, null, async ({ tx, record }) => {
      await deployed(tx, authority.id, serverId, how);
      const subject = { type: 'server', id: serverId, name: hostname };
      const { way, principals } = how;
      const after = { authorityId: authority.id, authority: authority.name, way, principals };
      await record({ action: 'authority.deployed', subject, after });
    });
    return isAdded;
  }

  private async added(
    session: SshSession,
    authority: AuthorityView,
    { way, principals }: How,
    before: TrustRow | undefined,
  ): Promise<boolean> {
    const publicLine = keyOf(authority);
    if (way === 'sshd') return trustedBySshd(session, this.config.sshdDirectory, publicLine, authority.name);
    if (before && before.principals.join() !== principals.join()) await removed(session, publicLine);
    const outcome = await placed(session, {
      publicLine,
      marker: `infrawatch-fleet:authority:${authority.id}`,
      options: principals.length === 0 ? 'cert-authority' : `cert-authority,principals="${principals.join()}"`,
    });
    return outcome === 'added';
  }

  private async removedIn(session: SshSession, authority: AuthorityView, way?: TrustWay): Promise<boolean> {
    const publicLine = keyOf(authority);
    const count = await removed(session, publicLine);
    if (way !== 'sshd') return count > 0;
    return (await untrustedBySshd(session, this.config.sshdDirectory, publicLine)) || count > 0;
  }
}
