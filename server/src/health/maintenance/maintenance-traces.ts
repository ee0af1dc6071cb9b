import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource, EntityManager } from 'typeorm';
import { rowsIn } from '../../database/sql.js';
import { ChangeSetKinds, type ChangeSetKind } from '../../inventory/bulk/change-set-kinds.js';
import type { ChangeSetItem } from '../../inventory/bulk/change-sets.dto.js';
import { shown, type Told } from './told.js';

/** What one change set did to one server: the period that it ended and the one that it began. */
export interface Trace {
  serverId: string;
  hostname: string;
  before: Told | null;
  after: Told | null;
  /** Somebody else wrote about this server since, or about the window. That time went by is no change. */
  changedSince: boolean;
}

const period = (where: string) => `(
  SELECT jsonb_build_object('from', p.from_at, 'until', p.planned_until, 'reason', w.reason)
  FROM maintenance_periods p JOIN maintenance_windows w ON w.id = p.window_id
  WHERE p.server_id = touch.id AND ${where} ORDER BY p.planned_until DESC LIMIT 1)`;

/** In order of id. Reads the partial indexes on the change sets, then the periods of each server. */
export async function maintenanceTraces(
  tx: EntityManager,
  changeSetId: string,
  { ids, after, limit }: { ids?: string[]; after?: string; limit?: number },
): Promise<Trace[]> {
  const rows = await rowsIn<Trace>(
    tx,
    `WITH touched AS (
       SELECT server_id, opened_at AS at FROM maintenance_periods WHERE change_set_id = $1
       UNION ALL SELECT server_id, ended_at FROM maintenance_periods WHERE ended_change_set_id = $1),
     touch AS (
       SELECT server_id AS id, max(at) AS at FROM touched
       WHERE ($2::uuid[] IS NULL OR server_id = ANY ($2)) AND ($3::uuid IS NULL OR server_id > $3) GROUP BY 1 ORDER BY 1 LIMIT $4)
     SELECT touch.id AS "serverId", coalesce(s.hostname, touch.id::text) AS hostname,
       ${period('p.ended_change_set_id = $1')} AS before, ${period('p.change_set_id = $1')} AS after,
       EXISTS (
         SELECT FROM maintenance_periods p JOIN maintenance_windows w ON w.id = p.window_id
         WHERE p.server_id = touch.id AND (p.opened_at > touch.at AND p.change_set_id IS DISTINCT FROM $1
           OR p.ended_at > touch.at AND p.ended_change_set_id IS DISTINCT FROM $1
           OR w.amended_at > touch.at AND $1 IN (p.change_set_id, p.ended_change_set_id))) AS "changedSince"
     FROM touch LEFT JOIN servers s ON s.id = touch.id ORDER BY touch.id`,
    [changeSetId, ids ?? null, after ?? null, limit ?? null],
  );
  return rows.map((row) => ({ ...row, before: shown(row.before), after: shown(row.after) }));
}

/** How a change set of maintenance is told, and by what it is taken back. */
@Injectable()
export class MaintenanceChangeSets implements ChangeSetKind, OnModuleInit {
  readonly kinds = ['maintenance', 'maintenance.revert'];
  readonly revertedBy = 'maintenance.revert';

  constructor(
    private readonly known: ChangeSetKinds,
    @InjectDataSource() private readonly db: DataSource,
  ) {}

  onModuleInit(): void {
    this.known.register(this);
  }

  async items(changeSetId: string, some: { after?: string; limit?: number }): Promise<ChangeSetItem[]> {
    const traces = await maintenanceTraces(this.db.manager, changeSetId, some);
    return traces.map(({ before, after, ...trace }) => ({
      ...trace,
      kind: 'changed',
      before: { maintenance: before },
      after: { maintenance: after },
    }));
  }
}
