import { CdkFixedSizeVirtualScroll, CdkVirtualForOf, CdkVirtualScrollViewport } from '@angular/cdk/scrolling';
import {
  Component,
  DestroyRef,
  ElementRef,
  afterNextRender,
  computed,
  effect,
  inject,
  input,
  linkedSignal,
  model,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { RouterLink } from '@angular/router';
import { ServerView } from '../api/wire';
import { Selection, including, isChosen, isNobody, nobody, toggled } from '../bulk/selection';
import { Past } from '../past/past';
import { Clock } from '../ui/clock';
import { HealthGlyph } from '../ui/health-glyph';
import { MaintenanceGlyph } from '../ui/maintenance-glyph';
import { LifecycleGlyph } from '../ui/lifecycle-glyph';
import { latencyOf } from '../ui/number';
import { spanSince } from '../ui/time';
import { Column, ariaSortOf, columnsOf, fitting, sortAfterClick, tracksOf } from './columns';
import { activeAfter } from './grid-keys';
import { PageWindow, Range, rowAt } from './page-window';
import { quietOf, whyOf } from './why';

/** The box that selects, what is left and right of a row, and the scroll bar. */
const edgesPx = 26 + 28 + 10;

/** A grid of any length: only the rows near the screen exist, and those that are not there yet are skeletons. */
@Component({
  selector: 'fleet-server-table',
  imports: [
    CdkFixedSizeVirtualScroll,
    CdkVirtualForOf,
    CdkVirtualScrollViewport,
    HealthGlyph,
    LifecycleGlyph,
    MaintenanceGlyph,
    RouterLink,
  ],
  templateUrl: './server-table.html',
  styleUrl: './server-table.css',
})
export class ServerTable {
  readonly window = input.required<PageWindow>();
  readonly length = input.required<number>();
  readonly sort = input.required<string>();
  readonly columns = input<readonly Column[]>(columnsOf(''));
  readonly rowHeight = input(33);
  readonly isBusy = input(false);
  readonly touched = input<ReadonlySet<string>>(new Set());
  readonly selection = model<Selection>(nobody);
  /** The row that the keyboard is on; -1 is none. */
  readonly active = model(-1);

  readonly look = output<Range>();
  readonly sortBy = output<string>();
  readonly opened = output<ServerView>();
  /** All that match, also those that are not on the screen; or none, when all are. */
  readonly allToggled = output<void>();

  private readonly grid = viewChild.required<ElementRef<HTMLElement>>('grid');
  private readonly viewport = viewChild.required(CdkVirtualScrollViewport);
  protected readonly clock = inject(Clock);
  protected readonly past = inject(Past);
  private readonly width = signal(Infinity);
  protected readonly shown = computed(() => fitting(this.columns(), this.width() - edgesPx));
  protected readonly tracks = computed(() => tracksOf(this.shown()));
  protected readonly ariaSortOf = ariaSortOf;
  protected readonly whyOf = whyOf;
  protected readonly quietOf = quietOf;
  protected readonly latencyOf = latencyOf;
  protected readonly spanSince = spanSince;

  /** Places, not servers: the array changes only when the length does. */
  protected readonly places = linkedSignal<number, readonly number[]>({
    source: this.length,
    computation: (length) => Array.from({ length }, (_, index) => index),
  });

  /** Where the last choice was made: a range begins there. */
  private anchor = -1;

  protected readonly isChosen = isChosen;
  protected readonly isAll = computed(() => this.selection().q !== null && this.selection().ids.size === 0);
  protected readonly isPart = computed(() => !this.isAll() && !isNobody(this.selection()));

  protected readonly activeId = computed(() => (this.active() < 0 ? null : `row-${this.active()}`));

  constructor() {
    const destroyed = inject(DestroyRef);
    afterNextRender(() => {
      const measuring = new ResizeObserver(([entry]) => entry && this.width.set(entry.contentRect.width));
      measuring.observe(this.grid().nativeElement);
      destroyed.onDestroy(() => measuring.disconnect());
    });
    effect((onCleanup) => {
      const looking = this.viewport().renderedRangeStream.subscribe((range) => this.look.emit(range));
      onCleanup(() => looking.unsubscribe());
    });
  }

  /** Moves the active row, brings it on the screen, and takes the keyboard there. */
  activate(index: number): void {
    if (this.length() === 0) return;
    this.grid().nativeElement.focus({ preventScroll: true });
    const place = Math.min(Math.max(index, 0), this.length() - 1);
    this.active.set(place);
    const top = place * this.rowHeight();
    const viewport = this.viewport();
    const from = viewport.measureScrollOffset();
    const height = viewport.getViewportSize();
    if (top < from) viewport.scrollToOffset(top);
    else if (top + this.rowHeight() > from + height) viewport.scrollToOffset(top + this.rowHeight() - height);
  }

  scrollTo(index: number): void {
    this.viewport().scrollToIndex(index);
  }

  /** Chooses the row, or no longer. */
  toggle(index: number): void {
    const server = this.at(index);
    if (!server) return;
    this.anchor = index;
    this.selection.set(toggled(this.selection(), server.id));
  }

  /** Chooses all from where the last choice was made to here, as far as they are held. */
  extend(index: number): void {
    if (this.anchor < 0) {
      this.toggle(index);
      return;
    }
    const [first, last] = [Math.min(this.anchor, index), Math.max(this.anchor, index)];
    const ids: string[] = [];
    for (let place = first; place <= last; place += 1) {
      const server = this.at(place);
      if (server) ids.push(server.id);
    }
    this.anchor = index;
    this.selection.set(including(this.selection(), ids));
  }

  protected at(index: number): ServerView | undefined {
    return rowAt(this.window(), index);
  }

  /** A declared field that is one word. */
  protected wordOf(server: ServerView, id: string): string {
    const { environment, region, site, role, owner } = server;
    return { environment, region, site, role, owner }[id] ?? '–';
  }

  protected isRowChosen(index: number): boolean {
    const server = this.at(index);
    return server !== undefined && isChosen(this.selection(), server.id);
  }

  protected sortClicked(column: Column): void {
    this.sortBy.emit(sortAfterClick(column, this.sort()));
  }

  protected keyPressed(event: KeyboardEvent): void {
    if ((event.ctrlKey || event.metaKey) && event.key === 'a' && event.target === event.currentTarget) {
      event.preventDefault();
      this.allToggled.emit();
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const rowsOnScreen = Math.floor(this.viewport().getViewportSize() / this.rowHeight());
    const next = activeAfter(event.key, this.active(), this.length(), rowsOnScreen);
    if (next !== null) {
      event.preventDefault();
      if (event.shiftKey && this.anchor < 0) this.toggle(this.active());
      this.activate(next);
      if (event.shiftKey) this.extend(next);
    } else if (event.key === ' ' && event.target === event.currentTarget) {
      event.preventDefault();
      if (event.shiftKey) this.extend(this.active());
      else this.toggle(this.active());
    }
  }

  /** The box shows what is chosen; a press on it only says what is wanted. */
  protected ticked(event: MouseEvent, index: number): void {
    event.preventDefault();
    if (event.shiftKey) {
      getSelection()?.removeAllRanges();
      this.extend(index);
    } else this.toggle(index);
  }

  /** Anywhere on a row opens it, unless text was being marked or something else on it was meant. */
  protected clicked({ target }: MouseEvent): void {
    if (!(target instanceof Element)) return;
    const row = target.closest('[data-index]');
    if (!row) return;
    const index = Number(row.getAttribute('data-index'));
    const server = this.at(index);
    const isOther = target.closest('a, label') !== null;
    this.active.set(index);
    if (server && !isOther && getSelection()?.isCollapsed !== false) this.opened.emit(server);
  }
}
