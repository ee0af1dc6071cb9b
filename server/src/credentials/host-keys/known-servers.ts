import { Injectable } from '@nestjs/common';
import { Sql } from '../../database/sql.js';
import { Search } from '../../inventory/search/search.service.js';
import { rowsFor } from '../../inventory/server-rows.js';

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
    private readonly search: Search,
  ) {}

  /**
   * Those that are targets and match the query, in the order of their names. Decommissioned and deleted ones are nobody's target.
   * @throws BadRequest for a query that cannot be read, at the first batch
   */
  async *targets(q: string): AsyncGenerator<AddressedServer[]> {
    const params: unknown[] = [];
    const where = await this.search.compiled(q, params);
    const after = `(s.hostname, s.id) > ($${params.length + 1}, $${params.length + 2}::uuid)`;
    let [hostname, id] = ['', '00000000-0000-0000-0000-000000000000'];
    for (;;) {
      const servers = await this.sql.rows<AddressedServer>(
        `SELECT s.id, s.hostname, s.ssh_port AS port,
           ARRAY[s.hostname] || ARRAY(SELECT host(a) FROM unnest(s.ip_address || s.addresses) a WHERE a IS NOT NULL) AS hosts
         FROM ${rowsFor(where)}
         WHERE ${where} AND s.deleted_at IS NULL AND s.lifecycle <> 'decommissioned' AND ${after}
         ORDER BY s.hostname, s.id LIMIT ${batch}`,
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
