import { DependencyGraph, GraphNode, HealthStatus } from '../api/wire';

/** Several servers equally far away on one side, for whom there is no room one by one. */
export interface Rest {
  id: string;
  direction: 'upstream' | 'downstream';
  depth: number;
  count: number;
}

export interface Folded {
  servers: GraphNode[];
  rests: Rest[];
  /** `from` needs `to`; ids of servers or of rests. */
  edges: { from: string; to: string }[];
}

const mostAbreast = 7;
/** What deserves to be seen first. */
const urgency: Record<HealthStatus, number> = { unhealthy: 0, degraded: 1, healthy: 2, unknown: 3 };

/**
 * A graph that can be looked at: of many servers abreast some are shown, those before whose way is shown and who are
 * worst, and the others stand together as one. Every edge is kept, between whatever stands for its ends.
 */
export function folded(graph: DependencyGraph): Folded {
  const servers: GraphNode[] = [];
  const rests: Rest[] = [];
  const standsFor = new Map<string, string>();
  const isAttached = attachedBy(graph, standsFor);
  for (const abreast of rowsOf(graph.nodes)) {
    const shown = abreast.length <= mostAbreast + 1 ? abreast : inOrder(abreast, isAttached).slice(0, mostAbreast);
    for (const node of shown) standsFor.set(node.id, node.id);
    servers.push(...shown);
    const [first] = abreast;
    if (shown.length === abreast.length || !first || first.direction === 'root') continue;
    const { direction, depth } = first;
    const rest = { id: `${direction}-${depth}`, direction, depth, count: abreast.length - shown.length };
    rests.push(rest);
    for (const { id } of abreast) if (!standsFor.has(id)) standsFor.set(id, rest.id);
  }
  return { servers, rests, edges: edgesBetween(graph, standsFor) };
}

/** The nodes by side and distance, the nearest first. */
function rowsOf(nodes: readonly GraphNode[]): GraphNode[][] {
  const rows = new Map<string, GraphNode[]>();
  for (const node of [...nodes].sort((one, other) => one.depth - other.depth)) {
    const key = `${node.direction} ${node.depth}`;
    rows.set(key, [...(rows.get(key) ?? []), node]);
  }
  return [...rows.values()];
}

function inOrder(nodes: readonly GraphNode[], isAttached: (id: string) => boolean): GraphNode[] {
  const place = ({ id, health }: GraphNode) => (isAttached(id) ? 0 : 10) + urgency[health];
  return [...nodes].sort((a, b) => place(a) - place(b) || a.hostname.localeCompare(b.hostname));
}

/** Whether an edge leads to a server that is shown by now. */
function attachedBy({ edges }: DependencyGraph, standsFor: ReadonlyMap<string, string>): (id: string) => boolean {
  const neighbours = new Map<string, string[]>();
  const meet = (one: string, other: string) => neighbours.set(one, [...(neighbours.get(one) ?? []), other]);
  for (const { from, to } of edges) {
    meet(from, to);
    meet(to, from);
  }
  return (id) => (neighbours.get(id) ?? []).some((other) => standsFor.get(other) === other);
}

function edgesBetween({ edges }: DependencyGraph, standsFor: ReadonlyMap<string, string>): Folded['edges'] {
  const kept = new Map<string, { from: string; to: string }>();
  for (const edge of edges) {
    const from = standsFor.get(edge.from);
    const to = standsFor.get(edge.to);
    if (from && to && from !== to) kept.set(`${from} ${to}`, { from, to });
  }
  return [...kept.values()];
}
