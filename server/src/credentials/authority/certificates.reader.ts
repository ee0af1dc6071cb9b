import { Injectable } from '@nestjs/common';
import { capped, countedTo, pageFrom, seek, sortOf, sortValues } from '../../database/keyset.js';
import { Sql } from '../../database/sql.js';
import { NotFound } from '../../http/domain-error.js';
import type { Page } from '../../http/page.js';
import type { Purpose } from './certificate.js';
import type { CertificatesQuery, CertificateState, SshCertificateView } from './certificates.dto.js';

interface CertificateRow {
  id: string;
  authority_id: string;
  serial: string;
  purpose: Purpose;
  key_id: string;
  principals: string[];
  fingerprint: string;
  certificate: string;
  credential_id: string | null;
  server_id: string | null;
  critical_options: Record<string, string>;
  extensions: string[];
  valid_after: Date;
  valid_before: Date;
  actor_name: string;
  reason: string | null;
  created_at: Date;
  revoked_at: Date | null;
  revoked_reason: string | null;
  state: CertificateState;
}

/** A certificate of an authority that is retired is as good as revoked: the list of its line names the authority itself. */
const from = `(SELECT c.*, CASE WHEN c.revoked_at IS NOT NULL OR a.state = 'retired' THEN 'revoked'
    WHEN c.valid_before <= now() THEN 'expired' ELSE 'valid' END AS state
  FROM certificates c JOIN authorities a ON a.id = c.authority_id) c`;
const newestFirst = sortOf('-createdAt', { createdAt: { expression: 'c.created_at', type: 'timestamptz' } }, 'c.id');

/** What was signed. */
@Injectable()
export class CertificatesReader {
  constructor(private readonly sql: Sql) {}

  async list({ limit = 50, cursor, ...filters }: CertificatesQuery): Promise<Page<SshCertificateView>> {
    const params: unknown[] = [];
    const where = conditionsOf(filters, params);
    const counted = this.sql.rows<{ count: number }>(
      `SELECT count(*)::integer AS count FROM (SELECT FROM ${from} WHERE ${where} LIMIT ${countedTo + 1}) n`,
      [...params],
    );
    const start = seek(newestFirst, cursor, params);
    const rows = await this.sql.rows<CertificateRow & { sort_values: string[] }>(
      `SELECT c.*, ${sortValues(newestFirst)} FROM ${from} WHERE ${where} AND ${start.where} ORDER BY ${start.orderBy} LIMIT ${limit + 1}`,
      params,
    );
    const page = pageFrom(rows, limit, newestFirst, start, cursor !== undefined);
    return { ...page, items: page.rows.map(viewOf), total: capped((await counted)[0]?.count ?? 0) };
  }

  /** @throws NotFound */
  async get(id: string): Promise<SshCertificateView> {
    const [row] = await this.sql.rows<CertificateRow>(`SELECT c.* FROM ${from} WHERE c.id = $1`, [id]);
    if (!row) throw new NotFound('certificate', id);
    return viewOf(row);
  }
}

function conditionsOf(
  { authorityId, credentialId, serverId, principal, fingerprint, state }: CertificatesQuery,
  params: unknown[],
): string {
  const equal = { authority_id: authorityId, credential_id: credentialId, server_id: serverId, fingerprint, state };
  const conditions = Object.entries(equal)
    .filter(([, value]) => value !== undefined)
    .map(([column, value]) => `c.${column} = $${params.push(value)}`);
  if (principal !== undefined) conditions.push(`c.principals @> ARRAY[$${params.push(principal)}]`);
  return conditions.join(' AND ') || 'TRUE';
}

function viewOf(row: CertificateRow): SshCertificateView {
  return {
    id: row.id,
    authorityId: row.authority_id,
    serial: row.serial,
    purpose: row.purpose,
    keyId: row.key_id,
    principals: row.principals,
    fingerprint: row.fingerprint,
    certificate: row.certificate,
    credentialId: row.credential_id,
    serverId: row.server_id,
    criticalOptions: row.critical_options,
    extensions: row.extensions,
    state: row.state,
    validAfter: row.valid_after.toISOString(),
    validBefore: row.valid_before.toISOString(),
    actorName: row.actor_name,
    reason: row.reason,
    createdAt: row.created_at.toISOString(),
    revokedAt: row.revoked_at?.toISOString() ?? null,
    revokedReason: row.revoked_reason,
  };
}
