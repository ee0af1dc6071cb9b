import { Service, effect, signal } from '@angular/core';

const foldedKey = 'fleet.facets.folded';
const hiddenKey = 'fleet.facets.hidden';

/** Which groups of the filters are folded, and whether all are hidden; remembered in this browser. */
@Service()
export class FoldedFacets {
  private readonly fields = signal<ReadonlySet<string>>(
    new Set((localStorage.getItem(foldedKey) ?? 'site').split(' ')),
  );
  readonly isHidden = signal(localStorage.getItem(hiddenKey) === 'true');

  constructor() {
    effect(() => localStorage.setItem(foldedKey, [...this.fields()].join(' ')));
    effect(() => localStorage.setItem(hiddenKey, String(this.isHidden())));
  }

  has(field: string): boolean {
    return this.fields().has(field);
  }

  toggle(field: string): void {
    const fields = new Set(this.fields());
    if (!fields.delete(field)) fields.add(field);
    this.fields.set(fields);
  }
}
