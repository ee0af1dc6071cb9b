import { Injectable } from '@nestjs/common';
import { pageFrom, seek, sortOf, sortValues } from '../database/keyset.js';
import { Sql } from '../database/sql.js';
import { NotFound } from '../http/domain-error.js';
import type { Page, PageQuery } from '../http/page.js';
import type { CredentialView } from './credentials.dto.js';
import type { KeyAlgorithm } from './keys/key.js';

interface CredentialRow {
  id: string;
  name: string;
  algorithm: KeyAlgorithm;
  bits: number;
  public_key: string;
  comment: string;
  fingerprint: string;
  key_version: number;
  created_at: Date;
  rotated_at: Date | null;
  expires_at: Date | null;
  used_by: number;
  version: number;
}

const byName = sortOf('name', { name: { expression: 'lower(c.name)', type: 'text' } }, 'c.id');
const columns = `c.id, c.name, c.algorithm, v.bits, v.public_key, v.comment, v.fingerprint, c.key_version, c.created_at, c.rotated_at, c.expires_at, c.version,
  (SELECT count(*)::integer FROM servers s WHERE s.ssh_credential_id = c.id AND s.deleted_at IS NULL) AS used_by`;
const from =
  'credentials c JOIN credential_versions v ON v.credential_id = c.id AND v.key_version = c.key_version WHERE c.deleted_at IS NULL';

/** Credentials as they are shown: what is public of them. */
@Injectable()
export class CredentialsReader {
  constructor(private readonly sql: Sql) {}

  async list({ limit = 50, cursor }: Omit<PageQuery, 'fields'>): Promise<Page<CredentialView>> {
    const counted = this.sql.rows<{ count: number }>(`SELECT count(*)::integer AS count FROM ${from}`);
    const params: unknown[] = [];
    const start = seek(byName, cursor, params);
    const rows = await this.sql.rows<CredentialRow & { sort_values: (string | null)[] }>(
      `SELECT ${columns}, ${sortValues(byName)} FROM ${from} AND ${start.where} ORDER BY ${start.orderBy} LIMIT ${limit + 1}`,
      params,
    );
    const found = pageFrom(rows, limit, byName, start, cursor !== undefined);
    return {
      items: found.rows.map(viewOf),
      nextCursor: found.nextCursor,
      prevCursor: found.prevCursor,
      total: { value: (await counted)[0]?.count ?? 0, exact: true },
    };
  }

  async get(id: string): Promise<CredentialView> {
    const [row] = await this.sql.rows<CredentialRow>(`SELECT ${columns} FROM ${from} AND c.id = $1`, [id]);
    if (!row) throw new NotFound('credential', id);
    return viewOf(row);
  }
}

function viewOf(row: CredentialRow): CredentialView {
  return {
    id: row.id,
    name: row.name,
    algorithm: row.algorithm,
    bits: row.bits,
    publicKey: row.comment === '' ? row.public_key : `${row.public_key} ${row.comment}`,
    fingerprint: row.fingerprint,
    keyVersion: row.key_version,
    createdAt: row.created_at.toISOString(),
    rotatedAt: row.rotated_at?.toISOString() ?? null,
    expiresAt: row.expires_at?.toISOString() ?? null,
    usedBy: row.used_by,
    version: row.version,
  };
}
