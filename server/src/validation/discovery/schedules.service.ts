import { Injectable } from '@nestjs/common';
import type { Actor } from '../../audit/actor.js';
import { Ledger } from '../../audit/ledger.js';
import { capped, countedTo, pageFrom, seek, sortOf, sortValues } from '../../database/keyset.js';
import { rowsIn, Sql } from '../../database/sql.js';
import { NotFound } from '../../http/domain-error.js';
import type { Page, PageQuery } from '../../http/page.js';
import type { WrittenPort } from './ports.js';
import type { ScanScheduleView } from './schedules.dto.js';

interface ScheduleRow {
  id: string;
  name: string | null;
  cron: string;
  cidrs: string[];
  ports: WrittenPort[];
  rate: number | null;
  created_by: string;
  created_at: Date;
  next_at: Date;
  last_scan_id: string | null;
}

const newestFirst = sortOf('-createdAt', { createdAt: { expression: 't.created_at', type: 'timestamptz' } }, 't.id');

/** Scans that begin by themselves, as long as they are wanted. */
@Injectable()
export class SchedulesService {
  constructor(
    private readonly sql: Sql,
    private readonly ledger: Ledger,
  ) {}

  async list({ limit = 50, cursor }: PageQuery): Promise<Page<ScanScheduleView>> {
    const counted = this.sql.rows<{ count: number }>(
      `SELECT count(*)::integer AS count FROM (SELECT FROM scan_schedules WHERE ended_at IS NULL LIMIT ${countedTo + 1}) c`,
    );
    const params: unknown[] = [];
    const from = seek(newestFirst, cursor, params);
    const rows = await this.sql.rows<ScheduleRow & { sort_values: string[] }>(
      `SELECT t.*, (SELECT id FROM scans WHERE schedule_id = t.id ORDER BY created_at DESC LIMIT 1) AS last_scan_id, ${sortValues(newestFirst)}
       FROM scan_schedules t WHERE t.ended_at IS NULL AND ${from.where} ORDER BY ${from.orderBy} LIMIT ${limit + 1}`,
      params,
    );
    const page = pageFrom(rows, limit, newestFirst, from, cursor !== undefined);
    return {
      items: page.rows.map(viewOf),
      nextCursor: page.nextCursor,
      prevCursor: page.prevCursor,
      total: capped((await counted)[0]?.count ?? 0),
    };
  }

  /** It begins no scan any more; those that it began stay. @throws NotFound */
  async end(actor: Actor, id: string): Promise<void> {
    await this.ledger.write(actor, null, async (write) => {
      const [ended] = await rowsIn<{ name: string | null; cron: string }>(
        write.tx,
        `WITH ended AS (UPDATE scan_schedules SET ended_at = clock_timestamp() WHERE id = $1 AND ended_at IS NULL RETURNING name, cron)
         SELECT * FROM ended`,
        [id],
      );
      if (!ended) throw new NotFound('schedule', id);
      const { name, cron } = ended;
      await write.record({
        action: 'scan.unscheduled',
        subject: { type: 'scan-schedule', id, name },
        before: { cron },
      });
    });
  }
}

function viewOf(row: ScheduleRow): ScanScheduleView {
  return {
    id: row.id,
    name: row.name,
    schedule: row.cron,
    cidrs: row.cidrs,
    ports: row.ports,
    rate: row.rate,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    nextAt: row.next_at.toISOString(),
    lastScanId: row.last_scan_id,
  };
}
