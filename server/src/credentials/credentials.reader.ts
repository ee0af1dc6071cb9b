import { Injectable } from '@nestjs/common';
import { capped, countedTo, pageFrom, seek, sortOf, sortValues } from '../database/keyset.js';
import { Sql } from '../database/sql.js';
import { NotFound } from '../http/domain-error.js';
import type { Page, PageQuery } from '../http/page.js';
import type { CredentialsQuery, CredentialVersionView, CredentialView } from './credentials.dto.js';
import type { KeyAlgorithm } from './keys/key.js';
import { isWeak } from './keys/soundness.js';

interface KeyRow {
  key_version: number;
  bits: number;
  public_key: string;
  comment: string;
  fingerprint: string;
  created_at: Date;
}

interface CredentialRow extends KeyRow {
  id: string;
  name: string;
  algorithm: KeyAlgorithm;
  rotated_at: Date | null;
  expires_at: Date | null;
  rotate_every_days: number | null;
  last_used_at: Date | null;
  used_by: number;
  version: number;
}

interface VersionRow extends KeyRow {
  retired_at: Date | null;
  current: boolean;
}

/** Which credential has a key, as which of its versions. */
interface KeyHolder {
  id: string;
  name: string;
  keyVersion: number;
  current: boolean;
}

const moment = (expression: string) => ({ expression, type: 'timestamptz', nullable: true });
const sortKeys = {
  name: { expression: 'lower(c.name)', type: 'text' },
  createdAt: { expression: 'c.created_at', type: 'timestamptz' },
  rotatedAt: moment('c.rotated_at'),
  expiresAt: moment('c.expires_at'),
  lastUsedAt: moment('c.last_used_at'),
  usedBy: { expression: 'c.used_by', type: 'integer' },
};
const newestFirst = sortOf(
  '-keyVersion',
  { keyVersion: { expression: 'v.key_version', type: 'integer' } },
  'v.credential_id',
);

/** The living, each with its current key and how many living servers name it (an index alone answers that). */
const living = `
  (SELECT c.*, v.bits, v.public_key, v.comment, v.fingerprint,
     (SELECT count(*)::integer FROM servers s WHERE s.ssh_credential_id = c.id AND s.deleted_at IS NULL) AS used_by
   FROM credentials c JOIN credential_versions v ON v.credential_id = c.id AND v.key_version = c.key_version
   WHERE c.deleted_at IS NULL) c`;

/** Credentials as they are shown: what is public of them. */
@Injectable()
export class CredentialsReader {
  constructor(private readonly sql: Sql) {}

  async list({
    limit = 50,
    cursor,
    sort: order = 'name',
    ...filters
  }: CredentialsQuery): Promise<Page<CredentialView>> {
    const sort = sortOf(order, sortKeys, 'c.id');
    const params: unknown[] = [];
    const where = conditionOf(filters, params);
    const counted = this.sql.rows<{ count: number }>(
      `SELECT count(*)::integer AS count FROM (SELECT FROM ${living} WHERE ${where} LIMIT ${countedTo + 1}) counted`,
      [...params],
    );
    const start = seek(sort, cursor, params);
    const [rows, total] = await Promise.all([
      this.sql.rows<CredentialRow & { sort_values: (string | null)[] }>(
        `SELECT c.*, ${sortValues(sort)} FROM ${living} WHERE ${where} AND ${start.where} ORDER BY ${start.orderBy} LIMIT ${limit + 1}`,
        params,
      ),
      counted,
    ]);
    const page = pageFrom(rows, limit, sort, start, cursor !== undefined);
    return { ...page, items: page.rows.map(viewOf), total: capped(total[0]?.count ?? 0) };
  }

  /** @throws NotFound */
  async get(id: string): Promise<CredentialView> {
    const [row] = await this.sql.rows<CredentialRow>(`SELECT * FROM ${living} WHERE c.id = $1`, [id]);
    if (!row) throw new NotFound('credential', id);
    return viewOf(row);
  }

  /** Every key that it has or had, newest first. @throws NotFound */
  async versions(id: string, { limit = 50, cursor }: PageQuery): Promise<Page<CredentialVersionView>> {
    const { keyVersion } = await this.get(id);
    const params: unknown[] = [id];
    const start = seek(newestFirst, cursor, params);
    const rows = await this.sql.rows<VersionRow & { sort_values: (string | null)[] }>(
      `SELECT v.*, v.key_version = ${keyVersion} AS current, ${sortValues(newestFirst)} FROM credential_versions v
       WHERE v.credential_id = $1 AND ${start.where} ORDER BY ${start.orderBy} LIMIT ${limit + 1}`,
      params,
    );
    const [count] = await this.sql.rows<{ count: number }>(
      'SELECT count(*)::integer AS count FROM credential_versions WHERE credential_id = $1',
      [id],
    );
    const page = pageFrom(rows, limit, newestFirst, start, cursor !== undefined);
    return { ...page, items: page.rows.map(versionOf), total: { value: count?.count ?? 0, exact: true } };
  }

  async holderOf(fingerprint: string): Promise<KeyHolder | undefined> {
    const [row] = await this.sql.rows<KeyHolder>(
      `SELECT c.id, c.name, v.key_version AS "keyVersion", v.key_version = c.key_version AS current
       FROM credential_versions v JOIN credentials c ON c.id = v.credential_id
       WHERE v.fingerprint = $1 AND v.deleted_at IS NULL`,
      [fingerprint],
    );
    return row;
  }
}

function conditionOf({ search, unused, expiring }: Omit<CredentialsQuery, keyof PageQuery>, params: unknown[]): string {
  const conditions = ['TRUE'];
  if (search !== undefined) {
    const place = `$${params.push(search)}`;
    conditions.push(
      `(position(lower(${place}::text) IN lower(c.name)) > 0 OR EXISTS (
         SELECT FROM credential_versions v WHERE v.credential_id = c.id AND position(${place}::text IN v.fingerprint) > 0))`,
    );
  }
  if (unused !== undefined) conditions.push(`c.used_by ${unused ? '=' : '>'} 0`);
  if (expiring !== undefined)
    conditions.push(`(c.expires_at < clock_timestamp() + interval '30 days') IS ${expiring ? '' : 'NOT '}TRUE`);
  return conditions.join(' AND ');
}

/** As in authorized_keys. */
function lineOf({ public_key: publicKey, comment }: KeyRow): string {
  return comment === '' ? publicKey : `${publicKey} ${comment}`;
}

function viewOf(row: CredentialRow): CredentialView {
  const { id, name, algorithm, bits, comment, fingerprint, version } = row;
  return {
    ...{ id, name, algorithm, bits },
    weak: isWeak(algorithm, bits),
    publicKey: lineOf(row),
    ...{ fingerprint, comment },
    keyVersion: row.key_version,
    createdAt: row.created_at.toISOString(),
    rotatedAt: row.rotated_at?.toISOString() ?? null,
    expiresAt: row.expires_at?.toISOString() ?? null,
    rotateEveryDays: row.rotate_every_days,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    usedBy: row.used_by,
    version,
  };
}

function versionOf(row: VersionRow): CredentialVersionView {
  const { bits, comment, fingerprint, current } = row;
  return {
    ...{ keyVersion: row.key_version, current, bits, publicKey: lineOf(row), fingerprint, comment },
    createdAt: row.created_at.toISOString(),
    retiredAt: row.retired_at?.toISOString() ?? null,
  };
}
