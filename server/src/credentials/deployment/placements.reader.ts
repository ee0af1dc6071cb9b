import { Injectable } from '@nestjs/common';
import { capped, countedTo, pageFrom, seek, sortOf, sortValues } from '../../database/keyset.js';
import { Sql } from '../../database/sql.js';
import type { Page } from '../../http/page.js';
import { CredentialsReader } from '../credentials.reader.js';
import type { PlacementState } from '../ssh/key-choice.js';
import type { PlacementsQuery, PlacementView } from './deployment.dto.js';

interface PlacementRow {
  server_id: string;
  hostname: string;
  key_version: number;
  state: PlacementState;
  verified_at: Date | null;
  error: string | null;
  updated_at: Date;
}

const byName = sortOf(
  'hostname,keyVersion',
  {
    hostname: { expression: 's.hostname', type: 'text' },
    keyVersion: { expression: 'p.key_version', type: 'integer' },
  },
  's.id',
);

/** Which servers know which keys of a credential. */
@Injectable()
export class PlacementsReader {
  constructor(
    private readonly sql: Sql,
    private readonly credentials: CredentialsReader,
  ) {}

  /** By hostname. @throws NotFound when there is no such credential */
  async list(credentialId: string, { state, limit = 50, cursor }: PlacementsQuery): Promise<Page<PlacementView>> {
    await this.credentials.get(credentialId);
    const from = `key_placements p JOIN servers s ON s.id = p.server_id
      WHERE p.credential_id = $1 AND s.deleted_at IS NULL AND ($2::text IS NULL OR p.state = $2)`;
    const params: unknown[] = [credentialId, state ?? null];
    const counted = this.sql.rows<{ count: number }>(
      `SELECT count(*)::integer AS count FROM (SELECT FROM ${from} LIMIT ${countedTo + 1}) c`,
      [...params],
    );
    const start = seek(byName, cursor, params);
    const rows = await this.sql.rows<PlacementRow & { sort_values: string[] }>(
      `SELECT p.server_id, s.hostname, p.key_version, p.state, p.verified_at, p.error, p.updated_at, ${sortValues(byName)}
       FROM ${from} AND ${start.where} ORDER BY ${start.orderBy} LIMIT ${limit + 1}`,
      params,
    );
    const page = pageFrom(rows, limit, byName, start, cursor !== undefined);
    return { ...page, items: page.rows.map(viewOf), total: capped((await counted)[0]?.count ?? 0) };
  }
}

function viewOf(row: PlacementRow): PlacementView {
  return {
    serverId: row.server_id,
    hostname: row.hostname,
    keyVersion: row.key_version,
    state: row.state,
    verifiedAt: row.verified_at?.toISOString() ?? null,
    error: row.error,
    updatedAt: row.updated_at.toISOString(),
  };
}
