import { Component, computed, inject, input, output } from '@angular/core';
import { refusing, wanting } from '../search/terms';
import { HealthGlyph } from '../ui/health-glyph';
import { LifecycleGlyph } from '../ui/lifecycle-glyph';
import { countOf } from '../ui/number';
import { Choice, FacetGroup, isManyValued } from './facets-state';
import { FoldedFacets } from './folded-facets';

const shownValues = 6;

/** How the servers of the list are spread, as switches over the list; each writes a term into the query. */
@Component({
  selector: 'fleet-facets',
  imports: [HealthGlyph, LifecycleGlyph],
  templateUrl: './facet-panel.html',
  styleUrl: './facet-panel.css',
  host: { role: 'region', 'aria-label': 'Filters' },
})
export class FacetPanel {
  readonly q = input.required<string>();
  /** Nothing while they are counted for the first time. */
  readonly groups = input.required<readonly FacetGroup[] | null>();
  /** Fields of which all values are shown. */
  readonly opened = input<ReadonlySet<string>>(new Set());
  readonly changed = output<string>();
  readonly toggled = output<string>();

  protected readonly folded = inject(FoldedFacets);
  protected readonly countOf = countOf;
  protected readonly placeholders = [
    [86, 78, 70, 82],
    [64, 74, 80, 60, 88],
    [70, 82, 66, 76],
  ];

  protected readonly shown = computed(() =>
    (this.groups() ?? [])
      .filter(({ choices }) => choices.some(({ value, stance }) => value !== null || stance !== null))
      .map((group) => {
        const isOpen = this.opened().has(group.field);
        const choices = isOpen
          ? group.choices
          : group.choices.filter(({ stance }, i) => i < shownValues || stance !== null);
        const hidden = group.choices.length - choices.length;
        return { ...group, choices, isOpen, hidden, canOpen: hidden > 0 || group.hasMore || isOpen };
      }),
  );

  /** Wants it, or no longer; with Alt held it is refused. */
  protected pressed(event: MouseEvent, field: string, { value }: Choice): void {
    if (event.altKey) this.changed.emit(refusing(this.q(), field, value));
    else this.changed.emit(wanting(this.q(), field, value, !isManyValued(field)));
  }

  protected refuse(field: string, { value }: Choice): void {
    this.changed.emit(refusing(this.q(), field, value));
  }

  protected labelOf(field: string, { value }: Choice): string {
    return value ?? `no ${field}`;
  }
}
