import { DestroyRef, Directive, ElementRef, inject, output } from '@angular/core';
import { Shortcuts } from './shortcuts';

/**
 * `j` and `k` take the focus from row to row of a table, to what each row is opened with (`data-row` on its link), so
 * that Enter is that link's own; other keys say which row the focus is in.
 */
@Directive({ selector: '[fleetRowKeys]' })
export class RowKeys {
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;

  readonly selected = output<number>();
  readonly edited = output<number>();

  constructor() {
    inject(Shortcuts).on(inject(DestroyRef), {
      next: () => this.focus(this.place() + 1),
      previous: () => this.focus(this.place() - 1),
      select: () => this.tell(this.selected),
      edit: () => this.tell(this.edited),
    });
  }

  private links(): HTMLElement[] {
    return [...this.host.querySelectorAll<HTMLElement>('[data-row]')];
  }

  /** The row that the focus is in; -1 where it is in none. */
  private place(): number {
    const row = document.activeElement?.closest('tr');
    return row ? this.links().findIndex((link) => row.contains(link)) : -1;
  }

  private focus(place: number): void {
    const links = this.links();
    const link = links[Math.min(Math.max(place, 0), links.length - 1)];
    link?.focus();
    link?.scrollIntoView({ block: 'nearest' });
  }

  private tell(said: { emit(place: number): void }): boolean {
    const place = this.place();
    if (place >= 0) said.emit(place);
    return place >= 0;
  }
}
