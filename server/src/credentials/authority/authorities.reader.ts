import { Injectable } from '@nestjs/common';
import { pageFrom, seek, sortOf, sortValues } from '../../database/keyset.js';
import { Sql } from '../../database/sql.js';
import { NotFound } from '../../http/domain-error.js';
import type { Page, PageQuery } from '../../http/page.js';
import type { KeyAlgorithm } from '../keys/key.js';
import type { AuthorityView, PrincipalRules } from './authorities.dto.js';
import type { AuthorityState } from './authority.entity.js';
import type { Purpose } from './certificate.js';
import { unprovenServers } from './unproven.js';

interface AuthorityRow {
  id: string;
  line_id: string;
  name: string;
  purpose: Purpose;
  algorithm: KeyAlgorithm;
  bits: number;
  public_key: string;
  fingerprint: string;
  state: AuthorityState;
  successor_id: string | null;
  last_serial: string;
  deployed: number;
  proven: number;
  refused: number;
  unproven: number;
  created_at: Date;
  retired_at: Date | null;
  version: number;
}

const byName = sortOf('name', { name: { expression: 'lower(a.name)', type: 'text' } }, 'a.id');
const from = `authorities a LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE t.state = 'deployed')::integer AS deployed,
      count(*) FILTER (WHERE t.state = 'proven')::integer AS proven, count(*) FILTER (WHERE t.state = 'refused')::integer AS refused
    FROM authority_trust t JOIN servers s ON s.id = t.server_id AND s.deleted_at IS NULL WHERE t.authority_id = a.id) trust ON true
  LEFT JOIN LATERAL (SELECT count(*)::integer AS unproven FROM ${unprovenServers}) blocking ON true
  WHERE a.deleted_at IS NULL`;

/** Authorities as they are shown: what is public of them. */
@Injectable()
export class AuthoritiesReader {
  constructor(private readonly sql: Sql) {}

  async list({ limit = 50, cursor }: PageQuery): Promise<Page<AuthorityView>> {
    const counted = this.sql.rows<{ count: number }>(
      'SELECT count(*)::integer AS count FROM authorities WHERE deleted_at IS NULL',
    );
    const params: unknown[] = [];
    const start = seek(byName, cursor, params);
    const rows = await this.sql.rows<AuthorityRow & { sort_values: (string | null)[] }>(
      `SELECT a.*, trust.*, blocking.*, ${sortValues(byName)} FROM ${from} AND ${start.where} ORDER BY ${start.orderBy} LIMIT ${limit + 1}`,
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

  /** @throws NotFound */
  async get(id: string): Promise<AuthorityView> {
    const [row] = await this.sql.rows<AuthorityRow>(`SELECT a.*, trust.*, blocking.* FROM ${from} AND a.id = $1`, [id]);
    if (!row) throw new NotFound('authority', id);
    return viewOf(row);
  }

  /** Those of its line that are still trusted, the oldest first. @throws NotFound */
  async trustedOf(id: string): Promise<AuthorityView[]> {
    const { lineId } = await this.get(id);
    const rows = await this.sql.rows<AuthorityRow>(
      `SELECT a.*, trust.*, blocking.* FROM ${from} AND a.line_id = $1 AND a.state <> 'retired' ORDER BY a.created_at, a.id`,
      [lineId],
    );
    return rows.map(viewOf);
  }

  /** Who may have certificates of it for whom. @throws NotFound */
  async rules(id: string): Promise<PrincipalRules> {
    await this.get(id);
    const rules = await this.sql.rows<PrincipalRules['rules'][number]>(
      'SELECT role, user_id AS "userId", principals FROM authority_rules WHERE authority_id = $1 ORDER BY ordinal',
      [id],
    );
    return { rules };
  }
}

function viewOf(row: AuthorityRow): AuthorityView {
  return {
    id: row.id,
    lineId: row.line_id,
    name: row.name,
    purpose: row.purpose,
    algorithm: row.algorithm,
    bits: row.bits,
    publicKey: `${row.public_key} ${row.name}`,
    fingerprint: row.fingerprint,
    state: row.state,
    successorId: row.successor_id,
    lastSerial: row.last_serial,
    trust: { deployed: row.deployed, proven: row.proven, refused: row.refused, unproven: row.unproven },
    createdAt: row.created_at.toISOString(),
    retiredAt: row.retired_at?.toISOString() ?? null,
    version: row.version,
  };
}
