import { Component, computed, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { DependencyGraph, GraphNode } from '../api/wire';
import { HealthGlyph } from '../ui/health-glyph';
import { LifecycleGlyph } from '../ui/lifecycle-glyph';
import { counted } from '../ui/number';
import { Link } from './dependency-drawing';
import { Rest } from './dependency-fold';
import { restQuery } from './dependency-words';

const mostShown = 100;

/** The same as the drawing, to be read line by line. */
@Component({
  selector: 'fleet-dependency-list',
  imports: [HealthGlyph, LifecycleGlyph, RouterLink],
  template: `
    <table class="plain-table">
      <thead>
        <tr>
          <th scope="col">Server</th>
          <th scope="col">Health</th>
          <th scope="col">Lifecycle</th>
          <th scope="col" class="number">Steps</th>
          <th scope="col">What for</th>
          @if (canRemove()) {
            <th scope="col"><span class="spoken">Actions</span></th>
          }
        </tr>
      </thead>
      @for (side of sides(); track side.name) {
        <tbody>
          <tr class="side">
            <th scope="rowgroup" [attr.colspan]="canRemove() ? 6 : 5">{{ side.name }}</th>
          </tr>
          @for (row of side.shown; track row.node.id) {
            <tr>
              <td class="name">
                <a class="mono" [routerLink]="['/servers', row.node.id]">{{ row.node.hostname }}</a>
              </td>
              <td><fleet-health [status]="row.node.health" /></td>
              <td><fleet-lifecycle [state]="row.node.lifecycle" /></td>
              <td class="number">{{ row.node.depth }}</td>
              <td class="second note">{{ row.note }}</td>
              @if (canRemove()) {
                <td class="number">
                  @if (row.link; as link) {
                    <button
                      type="button"
                      class="link"
                      [attr.aria-label]="'Remove ' + row.node.hostname"
                      (click)="removed.emit(link)"
                    >
                      Remove
                    </button>
                  }
                </td>
              }
            </tr>
          }
          @if (side.more > 0) {
            <tr>
              <td class="second" [attr.colspan]="canRemove() ? 6 : 5">
                <a routerLink="/servers" [queryParams]="{ q: side.q }">and {{ counted(side.more, 'more server') }}</a>
              </td>
            </tr>
          }
        </tbody>
      }
    </table>
  `,
  styles: `
    .side th {
      padding-top: 10px;
      color: var(--third);
    }

    td.name,
    td.note {
      white-space: normal;
      overflow-wrap: anywhere;
    }
  `,
})
export class DependencyList {
  readonly graph = input.required<DependencyGraph>();
  /** How a query names the server. */
  readonly named = input.required<string>();
  readonly canRemove = input.required<boolean>();
  readonly removed = output<Link>();

  protected readonly counted = counted;
  protected readonly sides = computed(() => {
    const side = (name: string, direction: Rest['direction']) => {
      const rows = this.rows(direction);
      const shown = rows.slice(0, mostShown);
      const more = rows.length - shown.length;
      const depth = rows.at(-1)?.node.depth ?? 0;
      return { name, shown, more, q: restQuery({ id: '', direction, depth, count: more }, this.named()) };
    };
    return [side('It needs', 'upstream'), side('It is needed by', 'downstream')].filter(
      ({ shown }) => shown.length > 0,
    );
  });

  private rows(side: GraphNode['direction']) {
    const { root, nodes, edges } = this.graph();
    const own = edges.filter(({ from, to }) => from === root || to === root);
    const links = new Map(own.map((edge) => [edge.from === root ? edge.to : edge.from, edge]));
    return nodes
      .filter(({ direction }) => direction === side)
      .map((node) => {
        const link = links.get(node.id);
        return { node, link, note: link?.note ?? '' };
      });
  }
}
