import { Injectable } from '@nestjs/common';
import { Sql } from '../../database/sql.js';
import { knownHostsLine, namesOf } from './known-hosts.js';
import { KnownServers } from './known-servers.js';

interface KeyRow {
  server_id: string;
  public_key: string;
  is_refused: boolean;
}

/** What is trusted, as OpenSSH reads it. */
@Injectable()
export class KnownHostsFile {
  constructor(
    private readonly sql: Sql,
    private readonly servers: KnownServers,
  ) {}

  /** By host name, then by type; refused keys are marked as revoked. @throws BadRequest with the first piece, for a query that cannot be read */
  async *pieces(q: string): AsyncGenerator<string> {
    for await (const servers of this.servers.targets(q)) {
      const rows = await this.sql.rows<KeyRow>(
        `SELECT server_id, public_key, state = 'refused' AS is_refused FROM host_keys
         WHERE server_id = ANY ($1::uuid[]) AND state IN ('trusted', 'refused') ORDER BY server_id, state DESC, public_key`,
        [servers.map(({ id }) => id)],
      );
      const keys = Map.groupBy(rows, ({ server_id }) => server_id);
      const lines = servers.flatMap((server) =>
        (keys.get(server.id) ?? []).map((key) => knownHostsLine(namesOf(server), key.public_key, key.is_refused)),
      );
      yield lines.join('');
    }
  }
}
