import { Injectable } from '@nestjs/common';
import { capped, countedTo, pageFrom, seek, sortOf, sortValues } from '../../database/keyset.js';
import { Sql } from '../../database/sql.js';
import { NotFound } from '../../http/domain-error.js';
import type { Page } from '../../http/page.js';
import type { HostKeysQuery, HostKeyView } from './host-keys.dto.js';
import type { HostKeySource, HostKeyState } from './verdict.js';

interface HostKeyRow {
  id: string;
  server_id: string;
  hostname: string;
  type: string;
  public_key: string;
  fingerprint: string;
  state: HostKeyState;
  source: HostKeySource;
  reason: string | null;
  decided_by: string | null;
  decided_at: Date | null;
  created_at: Date;
  seen_at: Date | null;
  seen_address: string | null;
  refusals: number;
  shared_with: number;
  version: number;
}

const newest = sortOf('-createdAt', { createdAt: { expression: 'h.created_at', type: 'timestamptz' } }, 'h.id');
const columns = `h.id, h.server_id, s.hostname, h.type, h.public_key, h.fingerprint, h.state, h.source, h.reason, h.decided_by, h.decided_at,
  h.created_at, h.seen_at, h.seen_address, h.refusals, h.version, (
    SELECT count(*)::integer FROM host_keys o JOIN servers t ON t.id = o.server_id AND t.deleted_at IS NULL
    WHERE o.fingerprint = h.fingerprint AND o.server_id <> h.server_id AND o.state IN ('trusted', 'waiting')) AS shared_with`;
const from = 'host_keys h JOIN servers s ON s.id = h.server_id';

@Injectable()
export class HostKeysReader {
  constructor(private readonly sql: Sql) {}

  /** Newest first. Those of deleted servers only for who asks for the server. */
  async list({ state, serverId, fingerprint, limit = 50, cursor }: HostKeysQuery): Promise<Page<HostKeyView>> {
    const params: unknown[] = [];
    const place = (value: unknown) => `$${params.push(value)}`;
    const where = [
      serverId === undefined ? 's.deleted_at IS NULL' : `h.server_id = ${place(serverId)}`,
      ...(state === undefined ? [] : [`h.state = ${place(state)}`]),
      ...(fingerprint === undefined ? [] : [`h.fingerprint = ${place(fingerprint)}`]),
    ].join(' AND ');
    const counted = await this.sql.rows<{ count: number }>(
      `SELECT count(*)::integer AS count FROM (SELECT FROM ${from} WHERE ${where} LIMIT ${countedTo + 1}) found`,
      params,
    );
    const start = seek(newest, cursor, params);
    const rows = await this.sql.rows<HostKeyRow & { sort_values: (string | null)[] }>(
      `SELECT ${columns}, ${sortValues(newest)} FROM ${from} WHERE ${where} AND ${start.where} ORDER BY ${start.orderBy} LIMIT ${limit + 1}`,
      params,
    );
    const found = pageFrom(rows, limit, newest, start, cursor !== undefined);
    return {
      items: found.rows.map(viewOf),
      nextCursor: found.nextCursor,
      prevCursor: found.prevCursor,
      total: capped(counted[0]?.count ?? 0),
    };
  }

  /** @throws NotFound */
  async get(id: string): Promise<HostKeyView> {
    const [row] = await this.sql.rows<HostKeyRow>(`SELECT ${columns} FROM ${from} WHERE h.id = $1`, [id]);
    if (!row) throw new NotFound('host-key', id);
    return viewOf(row);
  }
}

function viewOf(row: HostKeyRow): HostKeyView {
  return {
    id: row.id,
    serverId: row.server_id,
    hostname: row.hostname,
    type: row.type,
    publicKey: row.public_key,
    fingerprint: row.fingerprint,
    state: row.state,
    source: row.source,
    reason: row.reason,
    decidedBy: row.decided_by,
    decidedAt: row.decided_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    seenAt: row.seen_at?.toISOString() ?? null,
    seenAddress: row.seen_address,
    refusals: row.refusals,
    sharedWith: row.shared_with,
    version: row.version,
  };
}
