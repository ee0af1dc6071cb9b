import { Injectable } from '@nestjs/common';
import { capped, pageFrom } from '../database/keyset.js';
import { Sql } from '../database/sql.js';
import type { AuditEntryView, AuditPage, AuditQuery } from './audit.dto.js';
import { newestFirst, searchOf } from './search.js';

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
  change_set_id: string | null;
  position: string | null;
  hash: string | null;
  sort_values: string[];
}

@Injectable()
export class AuditService {
  constructor(private readonly sql: Sql) {}

  async list(query: AuditQuery): Promise<AuditPage> {
    const { page: statement, count: counting, start } = searchOf(query);
    const [rows, counted] = await Promise.all([
      this.sql.rows<AuditRow>(statement.text, statement.values),
      this.sql.rows<{ count: number }>(counting.text, counting.values),
    ]);
    const page = pageFrom(rows, query.limit ?? 50, newestFirst, start, query.cursor !== undefined);
    return {
      items: page.rows.map(viewOf),
      nextCursor: page.nextCursor,
      prevCursor: page.prevCursor,
      total: capped(counted[0]?.count ?? 0),
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
    changeSetId: row.change_set_id,
    position: row.position === null ? null : Number(row.position),
    hash: row.hash,
  };
}
