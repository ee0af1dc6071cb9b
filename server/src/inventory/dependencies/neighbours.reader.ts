import { Injectable } from '@nestjs/common';
import { Sql } from '../../database/sql.js';
import { NotFound } from '../../http/domain-error.js';
import type { HealthStatus } from '../health.dto.js';
import type { Lifecycle } from '../lifecycle.js';
import type { DependenciesView, Neighbour } from './dependencies.dto.js';
import { neighbours, pastAt, present, type Direction, type World } from './reach.js';

export interface NeighbourRow {
  direction: Direction;
  id: string;
  hostname: string;
  lifecycle: Lifecycle;
  status: HealthStatus;
  note: string | null;
  valid_from: Date;
}

const mostShown = 1_000;

const textIn = (world: World) => `
  SELECT * FROM (
    (${neighbours('upstream', '$1', '$2', world)}) UNION ALL (${neighbours('downstream', '$1', '$2', world)})
  ) neighbours ORDER BY hostname, id`;

/** What is one step away from a server, in both directions. */
@Injectable()
export class NeighboursReader {
  constructor(private readonly sql: Sql) {}

  /** Also of a deleted server; of its neighbours only the living. @throws NotFound, also of a server that was not registered then */
  async of(id: string, asOf?: Date): Promise<DependenciesView> {
    const then = asOf ? [asOf] : [];
    const { servers, rows } = await this.sql.snapshot(async (client) => ({
      servers: await client.query(`SELECT FROM ${asOf ? pastAt('$2').servers : 'servers'} s WHERE id = $1`, [
        id,
        ...then,
      ]),
      rows: (await client.query<NeighbourRow>(textIn(asOf ? pastAt('$3') : present), [id, mostShown + 1, ...then]))
        .rows,
    }));
    if (servers.rowCount === 0) throw new NotFound('server', id);
    const sides = (['upstream', 'downstream'] as const).map((side) =>
      rows.filter(({ direction }) => direction === side),
    );
    const [dependsOn = [], dependents = []] = sides.map((side) => side.slice(0, mostShown).map(neighbourOf));
    return { dependsOn, dependents, truncated: sides.some((side) => side.length > mostShown) };
  }
}

export function neighbourOf(row: NeighbourRow): Neighbour {
  return {
    id: row.id,
    hostname: row.hostname,
    lifecycle: row.lifecycle,
    health: row.status,
    note: row.note,
    since: row.valid_from.toISOString(),
  };
}
