import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../../config/config.js';
import { CONFIG } from '../../config/config.module.js';
import { Sql } from '../../database/sql.js';
import { NotFound } from '../../http/domain-error.js';
import { derivedBy } from '../derived.js';
import type { HealthStatus } from '../health.dto.js';
import type { Lifecycle } from '../lifecycle.js';
import type { HitServer, Impact } from './dependencies.dto.js';
import { closure, levels, pastAt, present, type World } from './reach.js';

/** One count: of all, or of one value of one axis. `axis` is PostgreSQL's bit mask of those that the row does not stand for. */
interface CountRow {
  axis: number;
  lifecycle: Lifecycle | null;
  owner: string | null;
  status: HealthStatus | null;
  count: number;
  pageable: number;
  exact: boolean;
}

type HitRow = Omit<HitServer, 'health'> & { status: HealthStatus };

const mostCounted = 50_000;
const mostShown = 50;
const axes = { lifecycle: 0b011, owner: 0b101, status: 0b110, all: 0b111 };

/** What would be hit if a server failed. */
@Injectable()
export class ImpactReader {
  private readonly pageable: string;

  constructor(
    private readonly sql: Sql,
    @Inject(CONFIG) config: Config,
  ) {
    this.pageable = derivedBy(config.checkIntervalSeconds).pageable;
  }

  private countsIn(world: World): string {
    return `
      WITH RECURSIVE ${closure('downstream', 'downstream', 'SELECT $1::uuid', world)},
      hit AS (
        SELECT s.lifecycle, s.owner, h.status, (${this.pageable}) AS pageable
        FROM (SELECT id FROM downstream WHERE id <> $1 LIMIT ${mostCounted}) reached
        JOIN ${world.servers} s USING (id) ${world.health})
      SELECT grouping(lifecycle, owner, status) AS axis, lifecycle, owner, status,
        NOT EXISTS (SELECT FROM downstream OFFSET ${mostCounted + 1}) AS exact,
        count(*)::integer AS count, (count(*) FILTER (WHERE pageable))::integer AS pageable
      FROM hit GROUP BY GROUPING SETS ((lifecycle), (owner), (status), ()) ORDER BY count DESC, lifecycle, owner, status`;
  }

  private nearestIn(world: World): string {
    const walk = { root: '$1', depth: String(mostShown), enough: mostShown, most: mostCounted };
    return `
      WITH RECURSIVE ${levels('down', 'downstream', walk, world)},
      near AS (SELECT unnest(level) AS id, depth FROM down WHERE depth > 0)
      SELECT s.id, s.hostname, s.lifecycle, h.status, s.owner, (${this.pageable}) AS pageable, near.depth
      FROM near JOIN ${world.servers} s USING (id) ${world.health}
      ORDER BY near.depth, s.hostname LIMIT ${mostShown}`;
  }

  /** Also of a deleted server. @throws NotFound, also of a server that was not registered then */
  async of(id: string, asOf?: Date): Promise<Impact> {
    const world = asOf ? pastAt('$2') : present;
    const when = asOf ? '-then' : '';
    const values = asOf ? [id, asOf] : [id];
    const { servers, counts, hits } = await this.sql.snapshot(async (client) => ({
      servers: await client.query(`SELECT FROM ${world.servers} s WHERE id = $1`, values),
      counts: (await client.query<CountRow>({ name: `impact-counts${when}`, text: this.countsIn(world), values })).rows,
      hits: (await client.query<HitRow>({ name: `impact-nearest${when}`, text: this.nearestIn(world), values })).rows,
    }));
    if (servers.rowCount === 0) throw new NotFound('server', id);
    const all = counts.find(({ axis }) => axis === axes.all);
    const along = (axis: number) => counts.filter((row) => row.axis === axis);
    return {
      total: all?.count ?? 0,
      exact: all?.exact ?? true,
      pageable: all?.pageable ?? 0,
      byLifecycle: along(axes.lifecycle).map(({ lifecycle, count }) => ({ lifecycle: lifecycle as Lifecycle, count })),
      byOwner: along(axes.owner).map(({ owner, count }) => ({ owner, count })),
      byHealth: along(axes.status).map(({ status, count }) => ({ health: status as HealthStatus, count })),
      servers: hits.map(({ status, ...server }) => ({ ...server, health: status })),
    };
  }
}
