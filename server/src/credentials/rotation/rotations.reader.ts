import { Injectable } from '@nestjs/common';
import { capped, countedTo, pageFrom, seek, sortOf, sortValues } from '../../database/keyset.js';
import { Sql } from '../../database/sql.js';
import { NotFound } from '../../http/domain-error.js';
import type { Page } from '../../http/page.js';
import type { RotationServersQuery, RotationServerView, RotationsQuery, RotationView } from './rotations.dto.js';

type RotationRow = Omit<RotationView, 'createdAt' | 'endedAt' | 'closedAt'> & {
  created_at: Date;
  ended_at: Date | null;
  closed_at: Date | null;
};
type ServerRow = Omit<RotationServerView, 'triedAt' | 'changedAt'> & { tried_at: Date | null; changed_at: Date };

const columns = `r.id, r.credential_id AS "credentialId", c.name AS "credentialName", r.from_version AS "fromVersion",
  r.to_version AS "toVersion", r.status, r.direction, r.because, r.reason, r.failure_budget AS "failureBudget",
  r.keep_old_hours AS "keepOldHours", r.servers AS total, r.job_id AS "jobId", r.requested_by AS "requestedBy", r.created_at, r.ended_at,
  r.closed_at, coalesce(w.waves, '[]') AS waves`;
/** One index range of the rotation's servers. */
const rows = `rotations r JOIN credentials c ON c.id = r.credential_id LEFT JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_object('wave', wave, 'total', total, 'states', states) ORDER BY wave) AS waves FROM (
      SELECT wave, sum(count)::integer AS total, jsonb_object_agg(state, count) AS states FROM (
        SELECT wave, state, count(*)::integer AS count FROM rotation_servers WHERE rotation_id = r.id GROUP BY wave, state) s
      GROUP BY wave) g) w ON true`;
const newestFirst = sortOf('-createdAt', { createdAt: { expression: 'r.created_at', type: 'timestamptz' } }, 'r.id');
const inOrder = sortOf('order', { order: { expression: 's.ordinal', type: 'integer' } }, 's.server_id');

@Injectable()
export class RotationsReader {
  constructor(private readonly sql: Sql) {}

  async list({ credentialId, status, limit = 50, cursor }: RotationsQuery): Promise<Page<RotationView>> {
    const params: unknown[] = [];
    const where = conditionOf({ 'r.credential_id': credentialId, 'r.status': status }, params);
    const counted = this.count('rotations r', where, [...params]);
    const from = seek(newestFirst, cursor, params);
    const found = await this.sql.rows<RotationRow & { sort_values: string[] }>(
      `SELECT ${columns}, ${sortValues(newestFirst)} FROM ${rows} WHERE ${where} AND ${from.where} ORDER BY ${from.orderBy} LIMIT ${limit + 1}`,
      params,
    );
    const page = pageFrom(found, limit, newestFirst, from, cursor !== undefined);
    return { ...page, items: page.rows.map(viewOf), total: capped(await counted) };
  }

  /** @throws NotFound */
  async get(id: string): Promise<RotationView> {
    const [row] = await this.sql.rows<RotationRow>(`SELECT ${columns} FROM ${rows} WHERE r.id = $1`, [id], 'rotation');
    if (!row) throw new NotFound('rotation', id);
    return viewOf(row);
  }

  /** In the order in which they come. @throws NotFound */
  async servers(id: string, { state, limit = 50, cursor }: RotationServersQuery): Promise<Page<RotationServerView>> {
    await this.get(id);
    const params: unknown[] = [];
    const where = conditionOf({ 's.rotation_id': id, 's.state': state }, params);
    const counted = this.count('rotation_servers s', where, [...params]);
    const from = seek(inOrder, cursor, params);
    const found = await this.sql.rows<ServerRow & { sort_values: string[] }>(
      `SELECT s.server_id AS "serverId", s.hostname, s.wave, s.state, s.step, s.code, s.message, s.old_version AS "oldVersion", s.attempts,
         s.tried_at, s.changed_at, ${sortValues(inOrder)}
       FROM rotation_servers s WHERE ${where} AND ${from.where} ORDER BY ${from.orderBy} LIMIT ${limit + 1}`,
      params,
    );
    const page = pageFrom(found, limit, inOrder, from, cursor !== undefined);
    return { ...page, items: page.rows.map(viewOfServer), total: capped(await counted) };
  }

  private async count(from: string, where: string, params: unknown[]): Promise<number> {
    const [row] = await this.sql.rows<{ count: number }>(
      `SELECT count(*)::integer AS count FROM (SELECT FROM ${from} WHERE ${where} LIMIT ${countedTo + 1}) c`,
      params,
    );
    return row?.count ?? 0;
  }
}

function conditionOf(wanted: Record<string, string | undefined>, params: unknown[]): string {
  const conditions = Object.entries(wanted)
    .filter(([, value]) => value !== undefined)
    .map(([column, value]) => `${column} = $${params.push(value)}`);
  return conditions.join(' AND ') || 'TRUE';
}

function viewOf(row: RotationRow): RotationView {
  return {
    id: row.id,
    credentialId: row.credentialId,
    credentialName: row.credentialName,
    fromVersion: row.fromVersion,
    toVersion: row.toVersion,
    status: row.status,
    direction: row.direction,
    because: row.because,
    reason: row.reason,
    failureBudget: row.failureBudget,
    keepOldHours: row.keepOldHours,
    total: row.total,
    waves: row.waves,
    jobId: row.jobId,
    requestedBy: row.requestedBy,
    createdAt: row.created_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    closedAt: row.closed_at?.toISOString() ?? null,
  };
}

function viewOfServer(row: ServerRow): RotationServerView {
  return {
    serverId: row.serverId,
    hostname: row.hostname,
    wave: row.wave,
    state: row.state,
    step: row.step,
    code: row.code,
    message: row.message,
    oldVersion: row.oldVersion,
    attempts: row.attempts,
    triedAt: row.tried_at?.toISOString() ?? null,
    changedAt: row.changed_at.toISOString(),
  };
}
