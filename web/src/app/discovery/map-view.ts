import {
  Component,
  ElementRef,
  afterRenderEffect,
  computed,
  inject,
  input,
  linkedSignal,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { ScanHost, scanMatches } from '../api/wire';
import { countOf } from '../ui/number';
import { cellUnder, cellsOf, layoutOf, nameOf, neighbour, networkOf, queryOf, stripesOf } from './address-map';
import { MatchPill } from './match-pill';
import { pictureOf, painted } from './picture';
import { themeChanges } from './theme-changes';

/** The networks of a scan as a picture: an address a cell, its colour what was found there. */
@Component({
  selector: 'fleet-address-map',
  imports: [MatchPill],
  templateUrl: './map-view.html',
  styleUrl: './map-view.css',
})
export class MapView {
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private readonly canvas = viewChild.required<ElementRef<HTMLCanvasElement>>('canvas');
  private readonly theme = themeChanges();

  readonly cidrs = input.required<readonly string[]>();
  readonly hosts = input.required<readonly ScanHost[]>();
  /** Somebody wants to see who is in this network. */
  readonly chosen = output<string>();

  protected readonly matches = scanMatches;
  protected readonly countOf = countOf;
  private readonly picked = linkedSignal<unknown, string | null>({ source: this.cidrs, computation: () => null });
  /** What was picked; until then the first in which somebody is. */
  protected readonly network = computed(() => this.picked() ?? networkOf(this.cidrs(), this.hosts()[0]?.address));
  protected readonly layout = computed(() => layoutOf(this.network()));
  protected readonly cells = computed(() => cellsOf(this.layout(), this.hosts()));
  protected readonly stripes = computed(() => stripesOf(this.layout(), this.hosts()));
  protected readonly picture = computed(() => pictureOf(this.layout()));
  protected readonly last = computed(() => this.layout().columns * this.layout().rows - 1);

  /** Where the keys are. */
  protected readonly cursor = linkedSignal({ source: this.layout, computation: () => 0 });
  private readonly isFocused = signal(false);
  private readonly hovered = linkedSignal<unknown, number | null>({ source: this.layout, computation: () => null });
  private readonly marked = computed(() => this.hovered() ?? (this.isFocused() ? this.cursor() : null));

  protected readonly words = computed(() => this.wordsAt(this.cursor()));
  protected readonly caption = computed(() => {
    const cell = this.marked();
    return cell === null ? 'Point at a cell to see whose it is; a click shows it in the list.' : this.wordsAt(cell);
  });

  constructor() {
    afterRenderEffect(() => {
      this.theme();
      painted(this.canvas().nativeElement, this.layout(), this.cells(), this.marked(), this.host);
    });
  }

  protected focus(isFocused: boolean): void {
    this.isFocused.set(isFocused);
  }

  protected pick(event: Event): void {
    this.picked.set((event.target as HTMLSelectElement).value);
  }

  protected hover(event: MouseEvent | null): void {
    this.hovered.set(event && this.under(event));
  }

  protected click(event: MouseEvent): void {
    const cell = this.under(event);
    if (cell === null) return;
    this.cursor.set(cell);
    this.chosen.emit(queryOf(this.layout(), cell));
  }

  protected press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' || event.key === ' ') this.chosen.emit(queryOf(this.layout(), this.cursor()));
    else {
      const to = this.steps()[event.key];
      if (to === undefined) return;
      this.cursor.set(Math.max(0, Math.min(this.last(), to)));
    }
    event.preventDefault();
    event.stopPropagation();
  }

  private steps(): Record<string, number> {
    const [at, { columns }] = [this.cursor(), this.layout()];
    return {
      ArrowLeft: at - 1,
      ArrowRight: at + 1,
      ArrowUp: at - columns,
      ArrowDown: at + columns,
      PageUp: neighbour(this.cells(), at, -1),
      PageDown: neighbour(this.cells(), at, 1),
      Home: 0,
      End: this.last(),
    };
  }

  private under(event: MouseEvent): number | null {
    const { left, top, width, height } = this.canvas().nativeElement.getBoundingClientRect();
    const cell = cellUnder(this.layout(), (event.clientX - left) / width, (event.clientY - top) / height);
    return cell === -1 ? null : cell;
  }

  private wordsAt(at: number): string {
    const name = nameOf(this.layout(), at);
    const cell = this.cells().get(at);
    if (!cell) return `${name}: nobody`;
    const [address, ...others] = cell.addresses;
    const who = this.hosts().find((host) => host.address === address);
    const called = who?.hostname ?? who?.names[0];
    if (others.length > 0) return `${name}: ${cell.addresses.length} hosts, ${cell.match} among them`;
    return `${name}: ${cell.match}${called ? `, ${called}` : ''}${address === name ? '' : `, ${address}`}`;
  }
}
