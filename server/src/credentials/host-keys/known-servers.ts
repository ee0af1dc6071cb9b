import { Injectable } from '@nestjs/common';
import { Sql } from '../../database/sql.js';
import { ServersReader } from '../../inventory/servers.reader.js';

/** What clients call a server. */
export interface AddressedServer {
  id: string;
  hostname: string;
  /** The host name, then the addresses. */
  hosts: string[];
  port: number;
}

const batch = 2_000;

/** Servers by what a known_hosts file calls them. */
@Injectable()
export class KnownServers {
  constructor(
    private readonly sql: Sql,
    private readonly servers: ServersReader,
  ) {}

  /**
   * Those that are targets and match the query, in the order of their names. Decommissioned and deleted ones are nobody's target.
   * @throws BadRequest for a query that cannot be read, at the first batch
   */
  async *targets(q: string): AsyncGenerator<AddressedServer[]> {
    const { text, params } = await this.servers.selection(q);
    const at = params.length;
    let [hostname, id] = ['', '00000000-0000-0000-0000-000000000000'];
    for (;;) {
      const servers = await this.sql.rows<AddressedServer>(
        `SELECT id, hostname, ssh_port AS port,
           ARRAY[hostname] || ARRAY(SELECT host(a) FROM unnest(ip_address || addresses) a WHERE a IS NOT NULL) AS hosts
         FROM servers
         WHERE id IN (${text}) AND deleted_at IS NULL AND lifecycle <> 'decommissioned' AND (hostname, id) > ($${at + 1}, $${at + 2}::uuid)
         ORDER BY hostname, id LIMIT ${batch}`,
        [...params, hostname, id],
      );
      const last = servers.at(-1);
      if (!last) return;
      yield servers;
      if (servers.length < batch) return;
      [hostname, id] = [last.hostname, last.id];
    }
  }
}
