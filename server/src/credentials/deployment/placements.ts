import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { rowsIn, Sql } from '../../database/sql.js';
import type { PlacementState } from '../ssh/key-choice.js';

/** A key on a server. */
export interface Placement {
  serverId: string;
  credentialId: string;
  keyVersion: number;
}

/** What is known of the keys on servers. Whoever touches a server says so before, and says after what came of it. */
@Injectable()
export class Placements {
  constructor(private readonly sql: Sql) {}

  /** Committed before the server is touched. What is known to be there stays known to be there while it is placed once more. */
  async begin(placement: Placement, state: 'placing' | 'removing'): Promise<void> {
    await this.sql.rows(
      `INSERT INTO key_placements AS k (server_id, credential_id, key_version, state) VALUES ($1, $2, $3, $4)
       ON CONFLICT (server_id, credential_id, key_version) DO UPDATE SET error = NULL, updated_at = clock_timestamp(),
         state = CASE WHEN k.state = 'placed' AND excluded.state = 'placing' THEN k.state ELSE excluded.state END`,
      [...placeOf(placement), state],
    );
  }

  /** The server accepted it, or refused what was removed. */
  async settle(tx: EntityManager, placement: Placement, state: 'placed' | 'removed'): Promise<void> {
    await rowsIn(
      tx,
      `INSERT INTO key_placements (server_id, credential_id, key_version, state, verified_at) VALUES ($1, $2, $3, $4, clock_timestamp())
       ON CONFLICT (server_id, credential_id, key_version) DO UPDATE
         SET state = excluded.state, verified_at = excluded.verified_at, error = NULL, updated_at = clock_timestamp()`,
      [...placeOf(placement), state],
    );
  }

  /** It stays as uncertain as it was. */
  async fail(placement: Placement, error: string): Promise<void> {
    await this.sql.rows(
      `UPDATE key_placements SET error = $4, updated_at = clock_timestamp()
       WHERE server_id = $1 AND credential_id = $2 AND key_version = $3`,
      [...placeOf(placement), error],
    );
  }

  /** The versions of a credential that a server knows or may know, newest first. */
  async of(serverId: string, credentialId: string): Promise<{ keyVersion: number; state: PlacementState }[]> {
    return this.sql.rows<{ keyVersion: number; state: PlacementState }>(
      `SELECT key_version AS "keyVersion", state FROM key_placements
       WHERE server_id = $1 AND credential_id = $2 AND state <> 'removed' ORDER BY key_version DESC`,
      [serverId, credentialId],
    );
  }
}

function placeOf({ serverId, credentialId, keyVersion }: Placement): [string, string, number] {
  return [serverId, credentialId, keyVersion];
}
