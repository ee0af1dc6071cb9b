import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Sql } from '../../database/sql.js';
import type { HostKey } from '../../probing/ssh/ssh.look.js';

type State = 'trusted' | 'waiting' | 'refused' | 'former';

/** Which host keys are a server's. */
@Injectable()
export class HostKeys {
  constructor(private readonly sql: Sql) {}

  /** Why the key that a server presents is not to be trusted, if so. The first one that it ever shows is. */
  async judge(serverId: string, presented: HostKey): Promise<string | undefined> {
    const known = await this.sql.rows<{ fingerprint: string; state: State }>(
      'SELECT fingerprint, state FROM host_keys WHERE server_id = $1',
      [serverId],
    );
    const same = known.find(({ fingerprint }) => fingerprint === presented.fingerprint);
    if (same?.state === 'trusted') return undefined;
    if (known.length === 0) {
      await this.keep(serverId, presented, 'trusted', 'first-use');
      return undefined;
    }
    if (!same) await this.keep(serverId, presented, 'waiting', 'presented');
    return `it shows the host key ${presented.fingerprint}, which is not the one that is trusted`;
  }

  private async keep(serverId: string, key: HostKey, state: State, source: string): Promise<void> {
    await this.sql.rows(
      `INSERT INTO host_keys (id, server_id, type, public_key, fingerprint, state, source, seen_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, clock_timestamp()) ON CONFLICT DO NOTHING`,
      [uuidv7(), serverId, key.type, key.publicKey, key.fingerprint, state, source],
    );
  }
}
