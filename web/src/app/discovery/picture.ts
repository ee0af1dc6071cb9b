import { Cells, MapLayout } from './address-map';

const mostPixels = 512;
const [smallest, largest] = [2, 24];
/** Cells that are larger stand apart from each other. */
const apart = 6;

/** How large a cell is drawn, and all of them, in pixels of the page. */
export function pictureOf({ columns, rows }: MapLayout): { cell: number; width: number; height: number } {
  const cell = Math.max(smallest, Math.min(largest, Math.floor(mostPixels / columns)));
  return { cell, width: columns * cell, height: rows * cell };
}

/** Draws it. The colours are those that the legend shows. */
export function painted(
  canvas: HTMLCanvasElement,
  layout: MapLayout,
  cells: Cells,
  marked: number | null,
  legend: HTMLElement,
): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const { cell, width, height } = pictureOf(layout);
  const ratio = devicePixelRatio;
  [canvas.width, canvas.height] = [width * ratio, height * ratio];
  context.scale(ratio, ratio);
  const gap = cell >= apart ? 1 : 0;
  const square = (at: number): void => {
    const [column, row] = [at % layout.columns, Math.floor(at / layout.columns)];
    context.fillRect(column * cell, row * cell, cell - gap, cell - gap);
  };
  const colours = coloursOf(legend);
  context.fillStyle = colours.get('nobody') ?? 'transparent';
  if (gap === 0) context.fillRect(0, 0, width, height);
  else for (let at = 0; at < layout.columns * layout.rows; at += 1) square(at);
  for (const [at, { match }] of cells) {
    context.fillStyle = colours.get(match) ?? 'transparent';
    square(at);
  }
  if (marked === null) return;
  context.strokeStyle = colours.get('marked') ?? 'transparent';
  context.lineWidth = 2;
  const [column, row] = [marked % layout.columns, Math.floor(marked / layout.columns)];
  context.strokeRect(column * cell - gap, row * cell - gap, cell + gap, cell + gap);
}

/** A colour token may be one of two; what is on the screen is the one. */
function coloursOf(legend: HTMLElement): Map<string, string> {
  const colours = new Map<string, string>();
  for (const each of legend.querySelectorAll<HTMLElement>('[data-match]')) {
    const swatch = each.querySelector('i');
    if (swatch) colours.set(each.dataset['match'] ?? '', getComputedStyle(swatch).borderTopColor);
  }
  const { color, backgroundColor } = getComputedStyle(legend.querySelector('.frame') ?? legend);
  return colours.set('marked', color).set('nobody', backgroundColor);
}
