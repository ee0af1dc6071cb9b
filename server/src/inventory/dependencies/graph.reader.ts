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
import { levels } from './reach.js';

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
const edgesText = `
  WITH shown AS MATERIALIZED (SELECT unnest($1::uuid[]) AS id),
  needs AS MATERIALIZED (
    SELECT d.server_id AS "from", d.depends_on_id AS "to", d.note
    FROM shown JOIN dependencies d ON d.server_id = shown.id AND d.valid_to IS NULL)
  SELECT needs.* FROM needs JOIN shown ON shown.id = needs."to" ORDER BY 1, 2 LIMIT ${mostEdges + 1}`;

/** What stands around a server, step by step. Milliseconds, whatever the size of the fleet: it looks at what it answers. */
@Injectable()
export class GraphReader {
  private readonly nodesText: string;

  constructor(
    private readonly sql: Sql,
    @Inject(CONFIG) config: Config,
  ) {
    const walk = { root: '$1', depth: '$2', enough: mostNodes, most: mostNodes };
    const found = (name: string, direction: string) =>
      `SELECT unnest(level) AS id, depth, '${direction}' AS direction FROM ${name} WHERE depth > 0 AND $3 IN ('${direction}', 'both')`;
    this.nodesText = `
      WITH RECURSIVE ${levels('up', 'upstream', walk)}, ${levels('down', 'downstream', walk)},
      shown AS (
        SELECT $1::uuid AS id, 0 AS depth, 'root' AS direction
        UNION ALL ${found('up', 'upstream')} UNION ALL ${found('down', 'downstream')}
        ORDER BY depth, id LIMIT ${mostNodes + 1})
      SELECT s.id, s.hostname, s.lifecycle, h.status, s.owner, (${derivedBy(config.checkIntervalSeconds).pageable}) AS pageable,
        shown.depth, shown.direction
      FROM shown JOIN servers s USING (id) JOIN server_health_now h ON h.server_id = s.id
      ORDER BY shown.depth, shown.direction, s.hostname`;
  }

  /** Also around a deleted server. @throws NotFound */
  async around(id: string, { direction = 'both', depth = 10 }: GraphQuery): Promise<DependencyGraph> {
    const [nodes, edges] = await this.sql.snapshot(async (client) => {
      const found = await this.nodes(client, [id, depth, direction]);
      return [found, await this.edges(client, found.slice(0, mostNodes))] as const;
    });
    if (nodes.length === 0) throw new NotFound('server', id);
    return {
      root: id,
      nodes: nodes.slice(0, mostNodes),
      edges: edges.slice(0, mostEdges),
      truncated: nodes.length > mostNodes || edges.length > mostEdges,
    };
  }

  private async nodes(client: PoolClient, values: unknown[]): Promise<GraphNode[]> {
    const { rows } = await client.query<NodeRow>({ name: 'dependency-nodes', text: this.nodesText, values });
    return rows.map(({ status, ...node }) => ({ ...node, health: status }));
  }

  private async edges(client: PoolClient, nodes: GraphNode[]): Promise<GraphEdge[]> {
    const values = [nodes.map(({ id }) => id)];
    return (await client.query<GraphEdge>({ name: 'dependency-edges', text: edgesText, values })).rows;
  }
}
