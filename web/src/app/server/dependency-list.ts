import { Component, computed, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { DependencyGraph, GraphNode } from '../api/wire';
import { HealthGlyph } from '../ui/health-glyph';
import { LifecycleGlyph } from '../ui/lifecycle-glyph';
import { Link } from './dependency-drawing';

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
          @for (row of side.rows; track row.node.id) {
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
  readonly canRemove = input.required<boolean>();
  readonly removed = output<Link>();

  protected readonly sides = computed(() =>
    [
      { name: 'It needs', rows: this.rows('upstream') },
      { name: 'It is needed by', rows: this.rows('downstream') },
    ].filter(({ rows }) => rows.length > 0),
  );

  private rows(side: GraphNode['direction']) {
    const { root, nodes, edges } = this.graph();
    const links = new Map(edges.map((edge) => [edge.from === root ? edge.to : edge.from, edge]));
    return nodes
      .filter(({ direction }) => direction === side)
      .map((node) => {
        const link = node.depth === 1 ? links.get(node.id) : undefined;
        return { node, link, note: link?.note ?? '' };
      });
  }
}
