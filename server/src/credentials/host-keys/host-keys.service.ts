import { Inject, Injectable, Logger } from '@nestjs/common';
import { systemActor } from '../../audit/actor.js';
import { Ledger, type Write } from '../../audit/ledger.js';
import type { Config } from '../../config/config.js';
import { CONFIG } from '../../config/config.module.js';
import { rowsIn, Sql } from '../../database/sql.js';
import type { HostKey } from '../../probing/ssh/ssh.look.js';
import { rotationOf } from './announcement.js';
import { changed, keysOfServers, lockedServers, type KeyOfServer, type NamedServer } from './host-key-rows.js';
import { refusalOn, verdictOn, type KnownKey, type Verdict } from './verdict.js';

/** A server that shows another key at every login must not fill the table: what comes after these is refused and not kept. */
const mostWaiting = 16;

/** Whether a session may go on, as far as the server's host key tells. */
@Injectable()
export class HostKeys {
  private readonly log = new Logger('host keys');
  private readonly actor = systemActor('host keys');

  constructor(
    private readonly sql: Sql,
    private readonly ledger: Ledger,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Of the trusted keys, the one that was decided on or seen last first: what to ask the server for. */
  async typesOf(serverId: string): Promise<string[]> {
    const rows = await this.sql.rows<{ type: string }>(
      `SELECT type FROM host_keys WHERE server_id = $1 AND state = 'trusted'
       ORDER BY greatest(decided_at, seen_at, created_at) DESC`,
      [serverId],
      'host-key-types',
    );
    return rows.map(({ type }) => type);
  }

  /** Why the key that a server presents, before anybody authenticates, is not to be trusted, if so. */
  async judge(serverId: string, presented: HostKey, address: string): Promise<string | undefined> {
    const known = await this.sql.rows<KeyOfServer>(keysOfServers, [[serverId]], 'host-keys-of-servers');
    const { fingerprint } = presented;
    const verdict = verdictOn(known, fingerprint, this.config.hostKeyTrust);
    if (verdict === 'trusted') await this.touch(serverId, fingerprint, address);
    return refusalOn(verdict === 'trusted' ? verdict : await this.met(serverId, presented, address), fingerprint);
  }

  /**
   * Over a session whose host key is trusted, a server says which keys it has, and has proved each. Never rejects: the session is
   * none the worse.
   */
  async announced(serverId: string, keys: readonly HostKey[], used: HostKey, address: string): Promise<void> {
    try {
      const known = await this.sql.rows<KeyOfServer>(keysOfServers, [[serverId]], 'host-keys-of-servers');
      if (isNothing(rotationOf(known, keys, used.fingerprint))) return;
      await this.ledger.write(this.actor, null, (write) => this.rotated(write, serverId, keys, used, address));
    } catch (error) {
      this.log.warn(`the keys that server ${serverId} announced could not be kept: ${(error as Error).message}`);
    }
  }

  private async rotated(
    write: Write,
    serverId: string,
    keys: readonly HostKey[],
    used: HostKey,
    seenAddress: string,
  ): Promise<void> {
    const server = (await lockedServers(write, [serverId])).get(serverId);
    if (!server) return;
    const known = await storedOf(write, serverId);
    const { learnt, replaced } = rotationOf(known, keys, used.fingerprint);
    const before = ({ fingerprint }: HostKey) => known.find((key) => key.fingerprint === fingerprint)?.state;
    await changed(write, [
      ...learnt.map((key) => ({
        ...{ server, key, before: before(key), state: 'trusted' as const, source: 'announced' as const },
        seenAddress,
      })),
      ...known
        .filter(({ fingerprint }) => replaced.includes(fingerprint))
        .map((key) => ({ server, key, before: key.state, state: 'former' as const })),
    ]);
  }

  /** Looks again with the server locked, so that of two that meet a new key at once the second sees what the first kept. */
  private met(serverId: string, key: HostKey, seenAddress: string): Promise<Verdict> {
    return this.ledger.write(this.actor, null, async (write) => {
      const server = (await lockedServers(write, [serverId])).get(serverId);
      if (!server) return 'refused';
      const known = await storedOf(write, serverId);
      const verdict = verdictOn(known, key.fingerprint, this.config.hostKeyTrust);
      const before = known.find(({ fingerprint }) => fingerprint === key.fingerprint)?.state;
      const seen = { server, key, before, seenAddress };
      if (verdict === 'first-use') await changed(write, [{ ...seen, state: 'trusted', source: 'first-use' }]);
      else if (verdict === 'changed' || verdict === 'unknown') await this.waits(write, known, seen);
      else if (verdict !== 'trusted') await counted(write, serverId, key.fingerprint, seenAddress);
      return verdict;
    });
  }

  private async waits(
    write: Write,
    known: readonly KnownKey[],
    seen: { server: NamedServer; key: HostKey; before: KnownKey['state'] | undefined; seenAddress: string },
  ): Promise<void> {
    if (known.filter(({ state }) => state === 'waiting').length >= mostWaiting) {
      this.log.warn(`${seen.server.hostname} shows more than ${mostWaiting} host keys that nobody decided on`);
      return;
    }
    await changed(write, [{ ...seen, state: 'waiting', isRefusal: true }]);
  }

  /** When a trusted key was last seen is kept to the minute: a login should not cost a write. */
  private async touch(serverId: string, fingerprint: string, address: string): Promise<void> {
    await this.sql.rows(
      `UPDATE host_keys SET seen_at = clock_timestamp(), seen_address = $3
       WHERE server_id = $1 AND fingerprint = $2 AND state = 'trusted'
         AND (seen_at IS NULL OR seen_at < clock_timestamp() - interval '1 minute' OR seen_address IS DISTINCT FROM $3)`,
      [serverId, fingerprint, address],
      'host-key-seen',
    );
  }
}

type StoredKey = KnownKey & HostKey;

function storedOf({ tx }: Write, serverId: string): Promise<StoredKey[]> {
  return rowsIn(
    tx,
    'SELECT type, public_key AS "publicKey", fingerprint, state FROM host_keys WHERE server_id = $1 ORDER BY created_at, id',
    [serverId],
  );
}

async function counted({ tx }: Write, serverId: string, fingerprint: string, address: string): Promise<void> {
  await rowsIn(
    tx,
    `UPDATE host_keys SET refusals = refusals + 1, seen_at = clock_timestamp(), seen_address = $3
     WHERE server_id = $1 AND fingerprint = $2`,
    [serverId, fingerprint, address],
  );
}

function isNothing({ learnt, replaced }: { learnt: unknown[]; replaced: unknown[] }): boolean {
  return learnt.length + replaced.length === 0;
}
