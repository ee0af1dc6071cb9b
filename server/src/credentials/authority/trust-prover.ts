import { Injectable } from '@nestjs/common';
import type { Actor } from '../../audit/actor.js';
import { Ledger } from '../../audit/ledger.js';
import { Sql } from '../../database/sql.js';
import { NotFound } from '../../http/domain-error.js';
import type { ItemOutcome } from '../many/server-work.js';
import { Logins } from '../ssh/logins.js';
import { LoginFailure } from '../ssh/phases.js';
import type { AuthorityView } from './authorities.dto.js';
import type { ProofKey } from './proof-key.js';
import { tried, trustIn } from './trust-rows.js';

export interface TrustedServer {
  serverId: string;
  hostname: string;
}

/** Finds out whether a server trusts an authority, by what it does: it is shown a key that only the authority vouches for. */
@Injectable()
export class TrustProver {
  constructor(
    private readonly ledger: Ledger,
    private readonly logins: Logins,
    private readonly sql: Sql,
  ) {}

  /** @throws LoginFailure when nobody came so far as to be let in or refused */
  async prove(actor: Actor, authority: AuthorityView, server: TrustedServer, key: ProofKey): Promise<ItemOutcome> {
    const { serverId, hostname } = server;
    const proof = await key.for(await this.principals(authority.id, serverId));
    const refusal = await this.refusalOf(serverId, proof);
    const state = refusal === null ? 'proven' : 'refused';
    const isNews = await this.ledger.write(actor, null, async ({ tx, record }) => {
      const before = await trustIn(tx, authority.id, serverId);
      await tried(tx, authority.id, serverId, state, refusal);
      if (before?.state === state) return false;
      const subject = { type: 'server', id: serverId, name: hostname };
      const after = { authorityId: authority.id, authority: authority.name, trust: state };
      await record({ action: `authority.${state}`, subject, before: { trust: before?.state ?? null }, after });
      return true;
    });
    if (refusal === null) return { status: isNews ? 'changed' : 'unchanged', after: { state }, error: null };
    return { status: 'failed', after: { state }, error: { code: 'auth', message: refusal, errors: [] } };
  }

  private async refusalOf(serverId: string, proof: Awaited<ReturnType<ProofKey['for']>>): Promise<string | null> {
    try {
      const session = await this.logins.open(serverId, { keys: [proof] });
      session.end();
      return null;
    } catch (error) {
      if (error instanceof LoginFailure && error.code === 'auth') return error.message;
      throw error;
    }
  }

  /** Whom the server would let in: the user that is logged in as, or whoever the authority was deployed for. */
  private async principals(authorityId: string, serverId: string): Promise<string[]> {
    const [row] = await this.sql.rows<{ principals: string[] }>(
      `SELECT coalesce(s.ssh_user, 'root') || coalesce(t.principals, '{}') AS principals
       FROM servers s LEFT JOIN authority_trust t ON t.server_id = s.id AND t.authority_id = $1
       WHERE s.id = $2 AND s.deleted_at IS NULL`,
      [authorityId, serverId],
    );
    if (!row) throw new NotFound('server', serverId);
    return row.principals;
  }
}
