import { Injectable } from '@nestjs/common';
import { capped, countedTo, pageFrom, seek, sortOf, sortValues } from '../../database/keyset.js';
import { Sql } from '../../database/sql.js';
import type { Page } from '../../http/page.js';
import { AuthoritiesReader } from './authorities.reader.js';
import type { TrustQuery, TrustState, TrustView, TrustWay } from './trust.dto.js';

interface TrustRow {
  server_id: string;
  hostname: string;
  state: TrustState;
  way: TrustWay;
  principals: string[];
  deployed_at: Date | null;
  proven_at: Date | null;
  looked_at: Date | null;
  error: string | null;
}

const byHostname = sortOf('hostname', { hostname: { expression: 'lower(s.hostname)', type: 'text' } }, 's.id');
const from =
  'authority_trust t JOIN servers s ON s.id = t.server_id AND s.deleted_at IS NULL WHERE t.authority_id = $1 AND ($2::text IS NULL OR t.state = $2)';

/** Which servers trust an authority, and how that is known. */
@Injectable()
export class TrustReader {
  constructor(
    private readonly sql: Sql,
    private readonly authorities: AuthoritiesReader,
  ) {}

  /** @throws NotFound */
  async list(authorityId: string, { limit = 50, cursor, state }: TrustQuery): Promise<Page<TrustView>> {
    await this.authorities.get(authorityId);
    const params: unknown[] = [authorityId, state ?? null];
    const counted = this.sql.rows<{ count: number }>(
      `SELECT count(*)::integer AS count FROM (SELECT FROM ${from} LIMIT ${countedTo + 1}) n`,
      [...params],
    );
    const start = seek(byHostname, cursor, params);
    const rows = await this.sql.rows<TrustRow & { sort_values: string[] }>(
      `SELECT t.*, s.hostname, ${sortValues(byHostname)} FROM ${from} AND ${start.where} ORDER BY ${start.orderBy} LIMIT ${limit + 1}`,
      params,
    );
    const page = pageFrom(rows, limit, byHostname, start, cursor !== undefined);
    return { ...page, items: page.rows.map(viewOf), total: capped((await counted)[0]?.count ?? 0) };
  }
}

function viewOf(row: TrustRow): TrustView {
  return {
    serverId: row.server_id,
    hostname: row.hostname,
    state: row.state,
    way: row.way,
    principals: row.principals,
    deployedAt: row.deployed_at?.toISOString() ?? null,
    provenAt: row.proven_at?.toISOString() ?? null,
    lookedAt: row.looked_at?.toISOString() ?? null,
    error: row.error,
  };
}
