import { Injectable } from '@nestjs/common';
import { capped, countedTo, pageFrom, seek, sortOf, sortValues } from '../../database/keyset.js';
import { Sql } from '../../database/sql.js';
import type { Page } from '../../http/page.js';
import type { ExaminedHost } from '../../probing/scan/examined-host.js';
import type { Change, Match } from './comparison.js';
import { hostCondition, hostRows, matchNow } from './host-conditions.js';
import type { HostsQuery, ScanHostView } from './hosts.dto.js';
import { ScansReader } from './scans.reader.js';

interface HostRow {
  address: string;
  names: string[];
  ports: ExaminedHost['ports'];
  ssh_host_key: ExaminedHost['sshHostKey'];
  guess: ExaminedHost['guess'] | null;
  match: Match;
  server_id: string | null;
  hostname: string | null;
  changes: Change[];
  seen_at: Date;
}

const columns = `host(h.address) AS address, h.names, h.ports, h.ssh_host_key, h.guess, ${matchNow} AS match, s.id AS server_id, s.hostname,
  h.changes, h.seen_at`;
const sorts = {
  address: { expression: 'h.address', type: 'inet' },
  match: { expression: `(${matchNow})`, type: 'text' },
};

/** What a scan found, host by host. */
@Injectable()
export class HostsReader {
  constructor(
    private readonly sql: Sql,
    private readonly scans: ScansReader,
  ) {}

  /** @throws NotFound, BadRequest */
  async list(scanId: string, query: HostsQuery): Promise<Page<ScanHostView>> {
    const { sort: order = 'address', limit = 50, cursor, ...wanted } = query;
    await this.scans.get(scanId);
    const sort = sortOf(order === 'match' || order === '-match' ? `${order},address` : order, sorts, 'h.id');
    const params: unknown[] = [];
    const where = hostCondition(scanId, wanted, params);
    const counted = this.sql.rows<{ count: number }>(
      `SELECT count(*)::integer AS count FROM (SELECT FROM ${hostRows} WHERE ${where} LIMIT ${countedTo + 1}) c`,
      [...params],
    );
    const from = seek(sort, cursor, params);
    const rows = await this.sql.rows<HostRow & { sort_values: string[] }>(
      `SELECT ${columns}, ${sortValues(sort)} FROM ${hostRows} WHERE ${where} AND ${from.where} ORDER BY ${from.orderBy} LIMIT ${limit + 1}`,
      params,
    );
    const page = pageFrom(rows, limit, sort, from, cursor !== undefined);
    return {
      items: page.rows.map(viewOf),
      nextCursor: page.nextCursor,
      prevCursor: page.prevCursor,
      total: capped((await counted)[0]?.count ?? 0),
    };
  }
}

function viewOf(row: HostRow): ScanHostView {
  return {
    address: row.address,
    names: row.names,
    ports: row.ports,
    sshHostKey: row.ssh_host_key,
    guess: row.guess,
    match: row.match,
    serverId: row.server_id,
    hostname: row.hostname,
    changes: row.changes,
    seenAt: row.seen_at.toISOString(),
  };
}
