import { Inject, Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import type { Config } from '../../config/config.js';
import { CONFIG } from '../../config/config.module.js';
import { Sql } from '../../database/sql.js';
import { NotFound } from '../../http/domain-error.js';
import { derivedBy } from '../derived.js';
import type { HealthStatus } from '../health.dto.js';
import type { Lifecycle } from '../lifecycle.js';
import type { DependencyGraph, GraphEdge, GraphNode, GraphQuery } from './dependencies.dto.js';
import { levels, pastAt, present, type World } from './reach.js';

interface NodeRow {
  id: string;
  hostname: string;
  lifecycle: Lifecycle;
  status: HealthStatus;
  owner: string | null;
  pageable: boolean;
  depth: number;
  direction: GraphNode['direction'];
}

const mostNodes = 2_000;
const mostEdges = 10_000;

/** From those who need, since a server needs few others while it may be needed by many; then only what is shown. */
const edgesIn = ({ holds }: World) => `
  WITH shown AS MATERIALIZED (SELECT unnest($1::uuid[]) AS id),
  needs AS MATERIALIZED (
    SELECT d.server_id AS "from", d.depends_on_id AS "to", d.note
    FROM shown JOIN dependencies d ON d.server_id = shown.id AND ${holds})
  SELECT needs.* FROM needs JOIN shown ON shown.id = needs."to" ORDER BY 1, 2 LIMIT ${mostEdges + 1}`;

/** What stands around a server, step by step. Milliseconds, whatever the size of the fleet: it looks at what it answers. */
@Injectable()
export class GraphReader {
  private readonly pageable: string;

  constructor(
    private readonly sql: Sql,
    @Inject(CONFIG) config: Config,
  ) {
    this.pageable = derivedBy(config.checkIntervalSeconds).pageable;
  }

  private nodesIn(world: World): string {
    const walk = { root: '$1', depth: '$2', enough: mostNodes, most: mostNodes };
    const found = (name: string, direction: string) =>
      `SELECT unnest(level) AS id, depth, '${direction}' AS direction FROM ${name} WHERE depth > 0 AND $3 IN ('${direction}', 'both')`;
    return `
      WITH RECURSIVE ${levels('up', 'upstream', walk, world)}, ${levels('down', 'downstream', walk, world)},
      shown AS (
        SELECT $1::uuid AS id, 0 AS depth, 'root' AS direction
        UNION ALL ${found('up', 'upstream')} UNION ALL ${found('down', 'downstream')}
        ORDER BY depth, id LIMIT ${mostNodes + 1})
      SELECT s.id, s.hostname, s.lifecycle, h.status, s.owner, (${this.pageable}) AS pageable,
        shown.depth, shown.direction
      FROM shown JOIN ${world.servers} s USING (id) ${world.health}
      ORDER BY shown.depth, shown.direction, s.hostname`;
  }

  /** Also around a deleted server. @throws NotFound, also of a server that was not registered then */
  async around(id: string, { direction = 'both', depth = 10, asOf }: GraphQuery): Promise<DependencyGraph> {
    const [nodes, edges] = await this.sql.snapshot(async (client) => {
      const found = await this.nodes(client, [id, depth, direction], asOf);
      return [found, await this.edges(client, found.slice(0, mostNodes), asOf)] as const;
    });
    if (nodes.length === 0) throw new NotFound('server', id);
    return {
      root: id,
      nodes: nodes.slice(0, mostNodes),
      edges: edges.slice(0, mostEdges),
      truncated: nodes.length > mostNodes || edges.length > mostEdges,
    };
  }

  private async nodes(client: PoolClient, values: unknown[], asOf?: Date): Promise<GraphNode[]> {
    const { rows } = await client.query<NodeRow>(
      asOf
        ? { name: 'dependency-nodes-then', text: this.nodesIn(pastAt('$4')), values: [...values, asOf] }
        : { name: 'dependency-nodes', text: this.nodesIn(present), values },
    );
    return rows.map(({ status, ...node }) => ({ ...node, health: status }));
  }

  private async edges(client: PoolClient, nodes: GraphNode[], asOf?: Date): Promise<GraphEdge[]> {
    const ids = nodes.map(({ id }) => id);
    const { rows } = await client.query<GraphEdge>(
      asOf
        ? { name: 'dependency-edges-then', text: edgesIn(pastAt('$2')), values: [ids, asOf] }
        : { name: 'dependency-edges', text: edgesIn(present), values: [ids] },
    );
    return rows;
  }
}
