import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { capped, countedTo, pageFrom, seek, sortOf, sortValues } from '../../database/keyset.js';
import { rowsIn, Sql } from '../../database/sql.js';
import { NotFound } from '../../http/domain-error.js';
import type { Page } from '../../http/page.js';
import type { MaintenanceQuery, MaintenanceWindow, WindowState } from './maintenance.dto.js';

interface WindowRow {
  id: string;
  reason: string;
  from_at: Date;
  until_at: Date;
  planned_until: Date;
  state: WindowState;
  servers: number;
  created_by: MaintenanceWindow['createdBy'];
  created_at: Date;
  updated_at: Date;
  version: number;
}

const stateOf = `CASE WHEN w.until_at <= greatest(now(), w.from_at) THEN 'over' WHEN w.from_at <= now() THEN 'running' ELSE 'planned' END`;
const columns = `w.id, w.reason, w.from_at, w.until_at, w.planned_until, ${stateOf} AS state, w.created_by, w.created_at, w.updated_at, w.version,
  (SELECT count(DISTINCT p.server_id)::integer FROM maintenance_periods p WHERE p.window_id = w.id) AS servers`;
const one = `SELECT ${columns} FROM maintenance_windows w WHERE w.id = $1`;
const latestFirst = sortOf('-from', { from: { expression: 'w.from_at', type: 'timestamptz' } }, 'w.id');

@Injectable()
export class MaintenanceReader {
  constructor(private readonly sql: Sql) {}

  /** By their beginning, latest first. */
  async list({ state, serverId, limit = 50, cursor }: MaintenanceQuery): Promise<Page<MaintenanceWindow>> {
    const params: unknown[] = [state ?? null, serverId ?? null];
    const where = `($1::text[] IS NULL OR ${stateOf} = ANY ($1))
      AND ($2::uuid IS NULL OR EXISTS (SELECT FROM maintenance_periods p WHERE p.window_id = w.id AND p.server_id = $2))`;
    const counted = this.sql.rows<{ count: number }>(
      `SELECT count(*)::integer AS count FROM (SELECT FROM maintenance_windows w WHERE ${where} LIMIT ${countedTo + 1}) c`,
      [...params],
    );
    const start = seek(latestFirst, cursor, params);
    const [rows, [total]] = await Promise.all([
      this.sql.rows<WindowRow & { sort_values: string[] }>(
        `SELECT ${columns}, ${sortValues(latestFirst)} FROM maintenance_windows w
         WHERE ${where} AND ${start.where} ORDER BY ${start.orderBy} LIMIT ${limit + 1}`,
        params,
      ),
      counted,
    ]);
    const page = pageFrom(rows, limit, latestFirst, start, cursor !== undefined);
    return { ...page, items: page.rows.map(viewOf), total: capped(total?.count ?? 0) };
  }

  /** @throws NotFound */
  async get(id: string): Promise<MaintenanceWindow> {
    return found(await this.sql.rows<WindowRow>(one, [id]), id);
  }

  /** As a transaction sees it, which may have changed it. @throws NotFound */
  async getIn(tx: EntityManager, id: string): Promise<MaintenanceWindow> {
    return found(await rowsIn<WindowRow>(tx, one, [id]), id);
  }
}

function found([row]: WindowRow[], id: string): MaintenanceWindow {
  if (!row) throw new NotFound('maintenance-window', id);
  return viewOf(row);
}

function viewOf(row: WindowRow): MaintenanceWindow {
  return {
    id: row.id,
    reason: row.reason,
    from: row.from_at.toISOString(),
    until: row.until_at.toISOString(),
    plannedUntil: row.planned_until.toISOString(),
    state: row.state,
    servers: row.servers,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    version: row.version,
  };
}
