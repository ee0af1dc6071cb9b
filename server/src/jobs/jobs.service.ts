import { Injectable } from '@nestjs/common';
import { capped, countedTo, pageFrom, seek, sortOf, sortValues } from '../database/keyset.js';
import type { Response } from 'express';
import { Sql } from '../database/sql.js';
import { Conflict, NotFound } from '../http/domain-error.js';
import type { Page } from '../http/page.js';
import type { JobStatus } from './job.js';
import { turns } from './turn.js';
import type { JobItems, JobItemsQuery, JobOrdered, JobsQuery, JobView } from './jobs.dto.js';

interface JobRow {
  id: string;
  kind: string;
  title: string;
  status: JobStatus;
  done: number;
  total: number;
  result: object | null;
  error: { code: string; message: string } | null;
  actor: { name: string };
  change_set_id: string | null;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
}

const columns =
  'id, kind, title, status, done, total, result, error, actor, change_set_id, created_at, started_at, finished_at';
const newestFirst = sortOf('-createdAt', { createdAt: { expression: 'created_at', type: 'timestamptz' } }, 'id');

@Injectable()
export class JobsService {
  constructor(private readonly sql: Sql) {}

  async list({ status, kind, limit = 50, cursor }: JobsQuery): Promise<Page<JobView>> {
    const params: unknown[] = [];
    const conditions = Object.entries({ status, kind })
      .filter(([, value]) => value !== undefined)
      .map(([column, value]) => `${column} = $${params.push(value)}`);
    const where = conditions.join(' AND ') || 'TRUE';
    const counted = this.sql.rows<{ count: number }>(
      `SELECT count(*)::integer AS count FROM (SELECT FROM jobs WHERE ${where} LIMIT ${countedTo + 1}) c`,
      [...params],
    );
    const from = seek(newestFirst, cursor, params);
    const rows = await this.sql.rows<JobRow & { sort_values: string[] }>(
      `SELECT ${columns}, ${sortValues(newestFirst)} FROM jobs WHERE ${where} AND ${from.where} ORDER BY ${from.orderBy} LIMIT ${limit + 1}`,
      params,
    );
    const page = pageFrom(rows, limit, newestFirst, from, cursor !== undefined);
    return { ...page, items: page.rows.map(viewOf), total: capped((await counted)[0]?.count ?? 0) };
  }

  /** @throws NotFound */
  async get(id: string): Promise<JobView> {
    const [row] = await this.sql.rows<JobRow>(`SELECT ${columns} FROM jobs WHERE id = $1`, [id], 'job');
    if (!row) throw new NotFound('job', id);
    return viewOf(row);
  }

  /** An answer as it is, or, of what became a job, 202 with the job and its place. */
  async answered<Now extends object>(response: Response, answer: Now | { jobId: string }): Promise<Now | JobOrdered> {
    if (!('jobId' in answer)) return answer;
    response.status(202).setHeader('Location', `/api/v1/jobs/${answer.jobId}`);
    return { jobId: answer.jobId, job: await this.get(answer.jobId) };
  }

  /** Its items in their order, those of one status or all. @throws NotFound */
  async items(id: string, { status, limit = 50, cursor }: JobItemsQuery): Promise<JobItems> {
    await this.get(id);
    const rows = await this.sql.rows<{ ordinal: number; server_id: string; status: string; outcome: object | null }>(
      `SELECT ordinal, server_id, status, outcome FROM job_items
       WHERE job_id = $1 AND ordinal > $2 AND ($3::text IS NULL OR status = $3) ORDER BY ordinal LIMIT $4`,
      [id, cursor ?? 0, status ?? null, limit + 1],
    );
    const page = rows.slice(0, limit);
    return {
      items: page.map((row) => ({ ...row.outcome, id: row.server_id, status: row.status })),
      nextCursor: rows.length > limit ? (page.at(-1)?.ordinal ?? null) : null,
    };
  }

  /** What waits ends at once; what runs ends after its current step, and what it did stays. @throws NotFound, Conflict once it is over */
  async cancel(id: string): Promise<JobView> {
    const [row] = await this.sql.rows<JobRow>(`${turns.cancel} RETURNING ${columns}`, [id]);
    if (row) return viewOf(row);
    const { status } = await this.get(id);
    throw new Conflict('job.finished', `This job is over (${status}).`);
  }
}

function viewOf(row: JobRow): JobView {
  return {
    id: row.id,
    kind: row.kind,
    title: row.title,
    status: row.status,
    progress: { done: row.done, total: row.total },
    result: row.result,
    error: row.error,
    actorName: row.actor.name,
    changeSetId: row.change_set_id,
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
  };
}
