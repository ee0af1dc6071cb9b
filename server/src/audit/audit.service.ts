import { Injectable } from '@nestjs/common';
import { pageFrom, seek, sortOf, sortValues } from '../database/keyset.js';
import { Sql } from '../database/sql.js';
import type { AuditEntryView, AuditPage, AuditQuery } from './audit.dto.js';

interface AuditRow {
  id: string;
  at: Date;
  actor_type: string;
  actor_id: string | null;
  actor_name: string;
  ip: string | null;
  request_id: string | null;
  action: string;
  subject_type: string;
  subject_id: string | null;
  subject_name: string | null;
  reason: string | null;
  before: object | null;
  after: object | null;
  sort_values: string[];
}

/** Newest first. The ids are UUIDv7, so their order is the order of time. */
const newestFirst = sortOf('-at', { at: { expression: 'at', type: 'timestamptz' } }, 'id');
const countedTo = 10_000;

@Injectable()
export class AuditService {
  constructor(private readonly sql: Sql) {}

  async list({ limit = 50, cursor, ...wanted }: AuditQuery): Promise<AuditPage> {
    const params: unknown[] = [];
    const columns = {
      actor: 'actor_id',
      subject: 'subject_id',
      subjectType: 'subject_type',
      action: 'action',
    } as const;
    const conditions = Object.entries(columns)
      .filter(([field]) => wanted[field as keyof typeof columns] !== undefined)
      .map(([field, column]) => `${column} = $${params.push(wanted[field as keyof typeof columns])}`);
    const where = conditions.join(' AND ') || 'TRUE';
    const counted = this.sql.rows<{ count: string }>(
      `SELECT count(*) FROM (SELECT FROM audit WHERE ${where} LIMIT ${countedTo + 1}) c`,
      [...params],
    );
    const from = seek(newestFirst, cursor, params);
    const rows = await this.sql.rows<AuditRow>(
      `SELECT *, ${sortValues(newestFirst)} FROM audit WHERE ${where} AND ${from.where} ORDER BY ${from.orderBy} LIMIT ${limit + 1}`,
      params,
    );
    const page = pageFrom(rows, limit, newestFirst, from, cursor !== undefined);
    const count = Number((await counted)[0]?.count ?? 0);
    return {
      items: page.rows.map(viewOf),
      nextCursor: page.nextCursor,
      prevCursor: page.prevCursor,
      total: { value: Math.min(count, countedTo), exact: count <= countedTo },
    };
  }
}

function viewOf(row: AuditRow): AuditEntryView {
  return {
    id: row.id,
    at: row.at.toISOString(),
    actor: { type: row.actor_type, id: row.actor_id, name: row.actor_name },
    ip: row.ip,
    requestId: row.request_id,
    action: row.action,
    subject: { type: row.subject_type, id: row.subject_id, name: row.subject_name },
    reason: row.reason,
    before: row.before,
    after: row.after,
  };
}
