import { Injectable } from '@nestjs/common';
import { capped, countedTo, pageFrom, seek, sortOf, sortValues } from '../../database/keyset.js';
import { Sql } from '../../database/sql.js';
import type { Page, PageQuery } from '../../http/page.js';
import { AuthoritiesReader } from './authorities.reader.js';
import type { RevocationView } from './revocations.dto.js';

interface RevocationRow {
  id: string;
  kind: string;
  value: string | null;
  serial_from: string | null;
  serial_to: string | null;
  reason: string;
  actor_name: string;
  created_at: Date;
}

const newestFirst = sortOf('-createdAt', { createdAt: { expression: 'created_at', type: 'timestamptz' } }, 'id');

@Injectable()
export class RevocationsReader {
  constructor(
    private readonly sql: Sql,
    private readonly authorities: AuthoritiesReader,
  ) {}

  /** @throws NotFound */
  async list(authorityId: string, { limit = 50, cursor }: PageQuery): Promise<Page<RevocationView>> {
    await this.authorities.get(authorityId);
    const params: unknown[] = [authorityId];
    const counted = this.sql.rows<{ count: number }>(
      `SELECT count(*)::integer AS count FROM (SELECT FROM revocations WHERE authority_id = $1 LIMIT ${countedTo + 1}) n`,
      [authorityId],
    );
    const start = seek(newestFirst, cursor, params);
    const rows = await this.sql.rows<RevocationRow & { sort_values: string[] }>(
      `SELECT *, ${sortValues(newestFirst)} FROM revocations WHERE authority_id = $1 AND ${start.where} ORDER BY ${start.orderBy} LIMIT ${limit + 1}`,
      params,
    );
    const page = pageFrom(rows, limit, newestFirst, start, cursor !== undefined);
    return { ...page, items: page.rows.map(viewOf), total: capped((await counted)[0]?.count ?? 0) };
  }
}

function viewOf(row: RevocationRow): RevocationView {
  return {
    id: row.id,
    kind: row.kind,
    value: row.value,
    serialFrom: row.serial_from,
    serialTo: row.serial_to,
    reason: row.reason,
    actorName: row.actor_name,
    createdAt: row.created_at.toISOString(),
  };
}
