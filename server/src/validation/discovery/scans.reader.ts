import { Injectable } from '@nestjs/common';
import { capped, countedTo, pageFrom, seek, sortOf, sortValues } from '../../database/keyset.js';
import { Sql } from '../../database/sql.js';
import { NotFound } from '../../http/domain-error.js';
import type { Page } from '../../http/page.js';
import type { JobStatus } from '../../jobs/job.js';
import type { Recall } from '../../probing/scan/scan.js';
import type { WrittenPort } from './ports.js';
import type { ScansQuery, ScanView } from './scans.dto.js';

interface ScanRow {
  id: string;
  name: string | null;
  cidrs: string[];
  ports: WrittenPort[];
  rate: number | null;
  addresses: number;
  schedule_id: string | null;
  cron: string | null;
  job_id: string;
  compared_with: string | null;
  recall: Recall | null;
  hosts: number;
  open_ports: number;
  found_new: number;
  found_known: number;
  found_changed: number;
  found_missing: number;
  created_at: Date;
  status: JobStatus;
  done: number;
  error: { code: string; message: string } | null;
  requested_by: string;
  started_at: Date | null;
  finished_at: Date | null;
}

const columns = `s.id, s.name, s.cidrs, s.ports, s.rate, s.addresses, s.schedule_id, t.cron, s.job_id, s.compared_with, s.recall, s.hosts,
  s.open_ports, s.found_new, s.found_known, s.found_changed, s.found_missing, s.created_at, j.status, j.done, j.error,
  j.actor ->> 'name' AS requested_by, j.started_at, j.finished_at`;
const rows = 'scans s JOIN jobs j ON j.id = s.job_id LEFT JOIN scan_schedules t ON t.id = s.schedule_id';
const newestFirst = sortOf('-createdAt', { createdAt: { expression: 's.created_at', type: 'timestamptz' } }, 's.id');

@Injectable()
export class ScansReader {
  constructor(private readonly sql: Sql) {}

  async list({ status, scheduleId, limit = 50, cursor }: ScansQuery): Promise<Page<ScanView>> {
    const params: unknown[] = [];
    const conditions = Object.entries({ 'j.status': status, 's.schedule_id': scheduleId })
      .filter(([, value]) => value !== undefined)
      .map(([column, value]) => `${column} = $${params.push(value)}`);
    const where = conditions.join(' AND ') || 'TRUE';
    const counted = this.sql.rows<{ count: number }>(
      `SELECT count(*)::integer AS count FROM (SELECT FROM ${rows} WHERE ${where} LIMIT ${countedTo + 1}) c`,
      [...params],
    );
    const from = seek(newestFirst, cursor, params);
    const found = await this.sql.rows<ScanRow & { sort_values: string[] }>(
      `SELECT ${columns}, ${sortValues(newestFirst)} FROM ${rows} WHERE ${where} AND ${from.where} ORDER BY ${from.orderBy} LIMIT ${limit + 1}`,
      params,
    );
    const page = pageFrom(found, limit, newestFirst, from, cursor !== undefined);
    return {
      items: page.rows.map(viewOf),
      nextCursor: page.nextCursor,
      prevCursor: page.prevCursor,
      total: capped((await counted)[0]?.count ?? 0),
    };
  }

  /** @throws NotFound */
  async get(id: string): Promise<ScanView> {
    const [row] = await this.sql.rows<ScanRow>(`SELECT ${columns} FROM ${rows} WHERE s.id = $1`, [id], 'scan');
    if (!row) throw new NotFound('scan', id);
    return viewOf(row);
  }

  /** Undefined when the job is no scan. */
  async ofJob(jobId: string): Promise<ScanView | undefined> {
    const [row] = await this.sql.rows<ScanRow>(
      `SELECT ${columns} FROM ${rows} WHERE s.job_id = $1`,
      [jobId],
      'scan-of-job',
    );
    return row && viewOf(row);
  }
}

function viewOf(row: ScanRow): ScanView {
  return {
    id: row.id,
    name: row.name,
    status: row.status,
    cidrs: row.cidrs,
    ports: row.ports,
    rate: row.rate,
    schedule: row.cron,
    scheduleId: row.schedule_id,
    jobId: row.job_id,
    requestedBy: row.requested_by,
    progress: { done: row.done, total: row.addresses },
    found: {
      hosts: row.hosts,
      openPorts: row.open_ports,
      new: row.found_new,
      known: row.found_known,
      changed: row.found_changed,
      missing: row.found_missing,
    },
    recall: row.recall,
    comparedWith: row.compared_with,
    error: row.error,
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
  };
}
