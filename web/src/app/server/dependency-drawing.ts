import { Component, computed, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { DependencyGraph, GraphNode } from '../api/wire';
import { healthShape } from '../ui/health-shape';
import { counted } from '../ui/number';
import { folded } from './dependency-fold';
import { boxHeight, drawn, labelIndent } from './dependency-layout';
import { restQuery } from './dependency-words';

/** A link between two servers: `from` needs `to`. */
export interface Link {
  from: string;
  to: string;
}

/** What a server needs on its left, who needs it on its right; every server a link, every link of the root removable. */
@Component({
  selector: 'fleet-dependency-drawing',
  imports: [RouterLink],
  templateUrl: './dependency-drawing.html',
  styleUrl: './dependency-drawing.css',
})
export class DependencyDrawing {
  readonly graph = input.required<DependencyGraph>();
  /** How a query names the server. */
  readonly named = input.required<string>();
  readonly canRemove = input.required<boolean>();
  readonly removed = output<Link>();

  protected readonly boxHeight = boxHeight;
  protected readonly labelIndent = labelIndent;
  protected readonly shapeOf = healthShape;
  protected readonly drawing = computed(() => drawn(folded(this.graph())));

  private readonly byId = computed(() => new Map(this.graph().nodes.map((node) => [node.id, node])));

  protected readonly words = computed(() => {
    const count = (side: GraphNode['direction']) =>
      this.graph().nodes.filter(({ direction }) => direction === side).length;
    return `Graph: it needs ${counted(count('upstream'), 'server')}, ${counted(count('downstream'), 'server')} need it`;
  });

  protected readonly arrows = computed(() => {
    const { root, edges } = this.graph();
    const notes = new Map(edges.map(({ from, to, note }) => [`${from} ${to}`, note]));
    return this.drawing().arrows.map((arrow) => {
      const key = `${arrow.from} ${arrow.to}`;
      const ends = [this.byId().get(arrow.from)?.hostname, this.byId().get(arrow.to)?.hostname];
      const note = notes.get(key);
      return {
        ...arrow,
        key,
        isRemovable: notes.has(key) && (arrow.from === root || arrow.to === root),
        words: `${ends.join(' needs ')}${note ? `: ${note}` : ''}`,
      };
    });
  });

  protected wordsOf({ hostname, health, lifecycle, direction, depth }: GraphNode): string {
    const steps = depth > 1 ? `, ${depth} steps away` : '';
    const side = { root: 'this server', upstream: `is needed${steps}`, downstream: `needs it${steps}` };
    return `${hostname}: ${health}, ${lifecycle}, ${side[direction]}`;
  }

  protected readonly rests = computed(() => {
    return this.drawing().rests.map((box) => ({
      ...box,
      q: restQuery(box.rest, this.named()),
      words: `${counted(box.rest.count, 'more server')} ${box.rest.direction}, ${counted(box.rest.depth, 'step')} away`,
    }));
  });
}
