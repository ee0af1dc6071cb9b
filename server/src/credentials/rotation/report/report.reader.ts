import { Injectable } from '@nestjs/common';
import { capped, countedTo } from '../../../database/keyset.js';
import { Sql } from '../../../database/sql.js';
import { inTurns } from '../../../probing/in-turns.js';
import { findingKinds, type FindingKind } from './finding-kinds.js';
import type { KeyFinding, KeyFindingItem, KeyReport, KeyReportQuery } from './report.dto.js';

/** So that a report does not take all connections. */
const askedAtOnce = 3;

/** Of a parameter that no part of a statement names PostgreSQL does not know the type. */
const allNamed = '($1::integer, $2::integer, $3::integer) IS NOT NULL';

/** Where keys and hosts want somebody's attention. */
@Injectable()
export class KeyReportReader {
  constructor(private readonly sql: Sql) {}

  async report({ kind, limit = 20, oldDays = 90, sharedBy = 100, soonDays = 30 }: KeyReportQuery): Promise<KeyReport> {
    const wanted = findingKinds.filter((each) => kind === undefined || each.kind === kind);
    const params = [oldDays, sharedBy, soonDays];
    const findings = await inTurns([...wanted], askedAtOnce, (each) => this.found(each, params, limit));
    return { at: new Date().toISOString(), findings };
  }

  /** Counted up to one more than lists count. */
  private async found({ kind, remedy, sql }: FindingKind, params: number[], limit: number): Promise<KeyFinding> {
    const rows = await this.sql.rows<KeyFindingItem & { count: number }>(
      `SELECT credential_id AS "credentialId", credential_name AS "credentialName", server_id AS "serverId", hostname, detail,
         count(*) OVER ()::integer AS count
       FROM (${sql} LIMIT ${countedTo + 1}) f WHERE ${allNamed} LIMIT $4`,
      [...params, limit],
      `keys-${kind}`,
    );
    const items = rows.map(({ count: _, ...item }) => item);
    return { kind, remedy, total: capped(rows[0]?.count ?? 0), items };
  }
}
