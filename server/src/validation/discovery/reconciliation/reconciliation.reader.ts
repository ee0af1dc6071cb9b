import { isIP } from 'node:net';
import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { Sql } from '../../../database/sql.js';
import { BadRequest, NotFound } from '../../../http/domain-error.js';
import type { Finding } from './finding.js';
import { neverAnswered } from './never-answered.js';
import type { FindingQuery, FindingView, ReconciliationView } from './reconciliation.dto.js';
import { sharedHostKey } from './shared-host-key.js';
import { unknownCertificateName } from './unknown-certificate-name.js';
import { unregistered } from './unregistered.js';

const findings: readonly Finding[] = [neverAnswered, unregistered, sharedHostKey, unknownCertificateName];

interface Row {
  count: number;
  key: string | null;
  item: Record<string, unknown> | null;
}

/** Where the inventory and the network do not agree. */
@Injectable()
export class ReconciliationReader {
  constructor(private readonly sql: Sql) {}

  /** All findings of one moment. */
  report(limit: number): Promise<ReconciliationView> {
    return this.sql.snapshot(async (client) => {
      const { rows } = await client.query<{ at: Date; last: Date | null }>(
        'SELECT now() AS at, (SELECT max(finished_at) FROM scans) AS last',
      );
      const views: FindingView[] = [];
      for (const finding of findings) views.push(await pageOf(client, finding, limit, null));
      return {
        at: (rows[0]?.at ?? new Date()).toISOString(),
        lastScanAt: rows[0]?.last?.toISOString() ?? null,
        findings: views,
      };
    });
  }

  /** @throws NotFound for an unknown kind, BadRequest for a cursor that is none of ours */
  async finding(kind: string, { limit = 50, cursor }: FindingQuery): Promise<FindingView> {
    const finding = findings.find((each) => each.kind === kind);
    if (!finding) throw new NotFound('finding', kind);
    const from = cursor === undefined ? null : keyIn(cursor, finding);
    return this.sql.snapshot((client) => pageOf(client, finding, limit, from));
  }
}

/** The count stands beside each row, and alone when there is no row. */
async function pageOf(client: PoolClient, finding: Finding, limit: number, from: string | null): Promise<FindingView> {
  const { kind, title, remedy, text, keyType } = finding;
  const type = keyType === 'inet' ? 'inet' : 'text';
  const { rows } = await client.query<Row>(
    `WITH found AS MATERIALIZED (${text})
     SELECT total.count, page.key::text, page.item FROM (SELECT count(*)::integer AS count FROM found) total
       LEFT JOIN (SELECT key::${keyType} AS key, item FROM found WHERE $1::${type} IS NULL OR key::${keyType} > $1::${type}
         ORDER BY key::${keyType} LIMIT $2) page ON true ORDER BY page.key`,
    [from, limit + 1],
  );
  const items = rows.flatMap(({ item }) => (item ? [{ what: item, mend: finding.mend(item) }] : []));
  const last = rows.length > limit ? rows[limit - 1]?.key : undefined;
  return {
    ...{ kind, title, remedy, count: rows[0]?.count ?? 0, items: items.slice(0, limit) },
    nextCursor: last === undefined || last === null ? null : cursorOf(kind, last),
  };
}

function cursorOf(kind: string, key: string): string {
  return Buffer.from(JSON.stringify([kind, key])).toString('base64url');
}

/** @throws BadRequest */
function keyIn(cursor: string, { kind, keyType }: Finding): string {
  const [madeFor, key] = partsOf(cursor);
  const [address = ''] = typeof key === 'string' ? key.split('/') : [];
  const fits = typeof key === 'string' && !key.includes('\0') && (keyType !== 'inet' || isIP(address) !== 0);
  if (madeFor === kind && fits && !address.includes('%')) return keyType === 'inet' ? address : key;
  const message = 'The cursor is not one of ours, or belongs to another finding.';
  throw new BadRequest('request.invalid', message, [{ pointer: '/cursor', code: 'cursor.invalid', message }]);
}

function partsOf(cursor: string): unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(parts) ? (parts as unknown[]) : [];
  } catch {
    return [];
  }
}
