import { Injectable } from '@nestjs/common';
import { Sql } from '../../database/sql.js';
import { NotFound } from '../../http/domain-error.js';
import { wayIn, type WayIn } from './way-in.js';

export interface KeyLine {
  keyVersion: number;
  publicLine: string;
}

/** What the record says of the keys of a credential, and of the ways into a server. */
@Injectable()
export class KnownKeys {
  constructor(private readonly sql: Sql) {}

  /** The one that servers should know. @throws NotFound */
  async current(credentialId: string): Promise<KeyLine> {
    const [key] = await this.sql.rows<KeyLine>(
      `SELECT v.key_version AS "keyVersion", v.public_key AS "publicLine" FROM credentials c
         JOIN credential_versions v ON v.credential_id = c.id AND v.key_version = c.key_version
       WHERE c.id = $1 AND c.deleted_at IS NULL`,
      [credentialId],
    );
    if (!key) throw new NotFound('credential', credentialId);
    return key;
  }

  /** All that a server may know, newest first: what was placed there, and what somebody may have put there by hand. */
  async possible(credentialId: string): Promise<KeyLine[]> {
    return this.sql.rows<KeyLine>(
      `SELECT v.key_version AS "keyVersion", v.public_key AS "publicLine" FROM credential_versions v
       WHERE v.credential_id = $1 AND v.retired_at IS NULL ORDER BY v.key_version DESC`,
      [credentialId],
    );
  }

  /** By which to log in to take its keys away. @throws NotFound when there is no such server */
  async wayIn(credentialId: string, serverId: string, via: string | null): Promise<WayIn & { isDeclared: boolean }> {
    const [server] = await this.sql.rows<{ declared: string | null; placed: string[] }>(
      `SELECT s.ssh_credential_id AS declared, array(
         SELECT p.credential_id FROM key_placements p JOIN credential_versions v USING (credential_id, key_version)
         WHERE p.server_id = s.id AND p.state = 'placed' AND v.retired_at IS NULL ORDER BY p.verified_at DESC) AS placed
       FROM servers s WHERE s.id = $1 AND s.deleted_at IS NULL`,
      [serverId],
    );
    if (!server) throw new NotFound('server', serverId);
    return { ...wayIn(credentialId, { via, ...server }), isDeclared: server.declared === credentialId };
  }
}
