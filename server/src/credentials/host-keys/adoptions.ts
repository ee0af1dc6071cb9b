import { Injectable } from '@nestjs/common';
import type { Actor } from '../../audit/actor.js';
import { Ledger, type Write } from '../../audit/ledger.js';
import { rowsIn, Sql } from '../../database/sql.js';
import type { HostKey } from '../../probing/ssh/ssh.look.js';
import { adoptionOf, type Adoption } from './adoption.js';
import {
  changed,
  keysOfServers,
  lockedServers,
  type KeyChange,
  type KeyOfServer,
  type NamedServer,
} from './host-key-rows.js';
import type { HostKeySource } from './verdict.js';

/** That a key is a server's, or must not be. */
export interface Saying {
  server: NamedServer;
  key: HostKey;
  isRevoked: boolean;
}

interface Adopting {
  source: Extract<HostKeySource, 'known-hosts' | 'discovery'>;
  dryRun: boolean;
}

/** Takes over what a file or a scan says of many servers, in one transaction. */
@Injectable()
export class Adoptions {
  constructor(
    private readonly sql: Sql,
    private readonly ledger: Ledger,
  ) {}

  /** What becomes, or would become, of each saying, in their order. */
  async adopt(actor: Actor, sayings: readonly Saying[], { source, dryRun }: Adopting): Promise<Adoption[]> {
    const ids = [...new Set(sayings.map(({ server }) => server.id))].sort();
    if (dryRun || ids.length === 0)
      return outcomesOf(sayings, await this.sql.rows<KeyOfServer>(keysOfServers, [ids])).outcomes;
    return this.ledger.write(actor, null, async (write) => {
      const servers = await lockedServers(write, ids);
      const { outcomes, changes } = outcomesOf(sayings, await knownIn(write, ids));
      const now = changes.filter(({ server }) => servers.has(server.id));
      await changed(
        write,
        now.map((change) => ({ ...change, source, decidedBy: change.state === 'waiting' ? undefined : actor.name })),
      );
      return outcomes;
    });
  }
}

function knownIn({ tx }: Write, ids: string[]): Promise<KeyOfServer[]> {
  return rowsIn(tx, keysOfServers, [ids]);
}

function outcomesOf(
  sayings: readonly Saying[],
  known: readonly KeyOfServer[],
): { outcomes: Adoption[]; changes: KeyChange[] } {
  const knownBy = Map.groupBy(known, ({ serverId }) => serverId);
  const saidBy = Map.groupBy(sayings, ({ server }) => server.id);
  const changes = new Map<string, KeyChange>();
  const outcomes = sayings.map(({ server, key, isRevoked }) => {
    const ofServer = knownBy.get(server.id) ?? [];
    const said = saidBy.get(server.id) ?? [];
    // A mark of revocation beats every line that trusts the key.
    const refuses = said.some((each) => each.isRevoked && each.key.fingerprint === key.fingerprint);
    const given = said.filter((each) => !each.isRevoked).map((each) => each.key);
    const outcome = isRevoked || refuses ? 'refused' : adoptionOf(ofServer, given, key);
    const before = ofServer.find(({ fingerprint }) => fingerprint === key.fingerprint)?.state;
    const state = stateAfter[outcome];
    if (state !== undefined && state !== before)
      changes.set(`${server.id} ${key.fingerprint}`, { server, key, before, state });
    return outcome;
  });
  return { outcomes, changes: [...changes.values()] };
}

const stateAfter = { new: 'trusted', known: undefined, conflict: 'waiting', refused: 'refused' } as const;
