import { DestroyRef, Directive, ElementRef, inject } from '@angular/core';
import { Shortcuts } from './shortcuts';

/**
 * `j` and `k` take the focus from row to row of a table, to what each row is opened with (`data-row` on its link), so
 * that Enter is that link's own. For other keys it says which row is meant.
 */
@Directive({ selector: '[fleetRowKeys]' })
export class RowKeys {
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;

  constructor() {
    inject(Shortcuts).on(inject(DestroyRef), {
      next: () => this.focus(this.place() + 1),
      previous: () => this.focus(this.place() - 1),
    });
  }

  /** The row that the focus is in; -1 where it is in none. */
  place(): number {
    const row = document.activeElement?.closest('tr');
    return row ? this.links().findIndex((link) => row.contains(link)) : -1;
  }

  private focus(place: number): void {
    const links = this.links();
    const link = links[Math.min(Math.max(place, 0), links.length - 1)];
    link?.focus();
    link?.scrollIntoView({ block: 'nearest' });
  }

  private links(): HTMLElement[] {
    return [...this.host.querySelectorAll<HTMLElement>('[data-row]')];
  }
}
