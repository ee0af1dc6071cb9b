import { Graph, layout } from '@dagrejs/dagre';
import { shortName } from '../ui/names';
import { countOf } from '../ui/number';
import { Folded, Rest } from './dependency-fold';
import { GraphNode } from '../api/wire';

interface Box {
  id: string;
  label: string;
  /** Of the upper left corner. */
  x: number;
  y: number;
  width: number;
}

export interface ServerBox extends Box {
  node: GraphNode;
}

export interface RestBox extends Box {
  rest: Rest;
}

export interface Arrow {
  from: string;
  to: string;
  /** An SVG path from the one that needs to the one that is needed. */
  path: string;
  /** A place on the path, for what is said of it. */
  middle: Point;
}

interface Point {
  x: number;
  y: number;
}

export interface Drawing {
  width: number;
  height: number;
  servers: ServerBox[];
  rests: RestBox[];
  arrows: Arrow[];
}

export const boxHeight = 28;
/** Before the label: the glyph with its air. */
export const labelIndent = 27;
/** JetBrains Mono at 12 px: every letter is this wide, so a box fits its name without being measured. */
const letterWidth = 7.2;
const mostLetters = 22;

/** What is needed on the left, who needs it on the right. The same graph is always drawn the same. */
export function drawn({ servers, rests, edges }: Folded): Drawing {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 9, ranksep: 38, edgesep: 8, marginx: 3, marginy: 3 });
  graph.setDefaultEdgeLabel(() => ({}));
  const labels = labelsOf(servers);
  const labelOf = new Map([
    ...servers.map(({ id }, place) => [id, labels[place] ?? ''] as const),
    ...rests.map(({ id, count }) => [id, `and ${countOf(count)} more`] as const),
  ]);
  for (const [id, label] of labelOf) {
    graph.setNode(id, { width: Math.ceil(labelIndent + label.length * letterWidth + 11), height: boxHeight });
  }
  for (const { from, to } of edges) graph.setEdge(to, from);
  layout(graph, { constraints: restsLast(servers, rests) });

  const boxOf = (id: string): Box => {
    const { x, y, width } = graph.node(id) as Point & { width: number };
    return { id, label: labelOf.get(id) ?? '', x: round(x - width / 2), y: round(y - boxHeight / 2), width };
  };
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return {
    width: Math.ceil(width),
    height: Math.ceil(height),
    servers: servers.map((node) => ({ ...boxOf(node.id), node })),
    rests: rests.map((rest) => ({ ...boxOf(rest.id), rest })),
    arrows: edges.map(({ from, to }) => {
      const { points = [] } = graph.edge(to, from) as { points?: Point[] };
      return { from, to, ...arrowBetween(boxOf(from), boxOf(to), columnsCrossed(points)) };
    }),
  };
}

/** Whoever has no room of their own stands below those who have. */
function restsLast(servers: Folded['servers'], rests: readonly Rest[]): { left: string; right: string }[] {
  return rests.flatMap(({ id: right, direction, depth }) =>
    servers
      .filter((node) => node.direction === direction && node.depth === depth)
      .map(({ id: left }) => ({ left, right })),
  );
}

/** Where an edge passes a column of others. (The library also answers its ends, and a place for a label between any two columns.) */
function columnsCrossed(points: readonly Point[]): Point[] {
  return points.slice(1, -1).filter((_, place) => place % 2 === 1);
}

/** First labels, as long as they tell the servers apart; of a long one both ends. */
export function labelsOf(servers: readonly { hostname: string }[]): string[] {
  const short = servers.map(({ hostname }) => shortName(hostname));
  const areUnique = new Set(short).size === short.length;
  return (areUnique ? short : servers.map(({ hostname }) => hostname)).map(shortened);
}

function shortened(text: string): string {
  if (text.length <= mostLetters) return text;
  const head = Math.ceil((mostLetters - 1) / 2);
  return `${text.slice(0, head)}…${text.slice(head + 1 - mostLetters)}`;
}

/** From side to side, level where it touches; the points between keep it off other boxes. */
function arrowBetween(from: Box, to: Box, between: readonly Point[]): Pick<Arrow, 'path' | 'middle'> {
  const start = { x: from.x, y: from.y + boxHeight / 2 };
  const end = { x: to.x + to.width, y: to.y + boxHeight / 2 };
  const points = [start, ...[...between].reverse(), end];
  const curves = points.slice(1).map((point, place) => {
    const before = points[place] ?? start;
    const bend = round((before.x + point.x) / 2);
    return `C${bend} ${round(before.y)} ${bend} ${round(point.y)} ${round(point.x)} ${round(point.y)}`;
  });
  const half = (points.length - 1) / 2;
  const [before = start, after = end] = [points[Math.floor(half)], points[Math.ceil(half)]];
  return {
    path: `M${round(start.x)} ${round(start.y)}${curves.join('')}`,
    middle: { x: round((before.x + after.x) / 2), y: round((before.y + after.y) / 2) },
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
