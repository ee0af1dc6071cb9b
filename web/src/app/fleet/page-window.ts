import { Page, ServerView, Total } from '../api/wire';
import { newer } from '../server/news';

/** Rows `start` up to but not including `end`. */
export interface Range {
  start: number;
  end: number;
}

/**
 * A list of any length of which only the rows near the screen are held. Pages are chained by cursors, so a place far
 * down is reached in large steps from the nearest place that is known; every cursor passed is kept, the rows are not.
 */
export interface PageWindow {
  /** By place in the list. */
  readonly ids: ReadonlyMap<number, string>;
  readonly rows: ReadonlyMap<string, ServerView>;
  /** What fetches from this place on. */
  readonly cursors: ReadonlyMap<number, string>;
  readonly total: Total | null;
  /** How many there are, once the last page was seen. */
  readonly end: number | null;
}

export interface PageRequest {
  offset: number;
  cursor: string;
  limit: number;
}

const pageRows = 100;
const stepRows = 500;
/** Rows held on each side of what is on the screen. */
const keptRows = 600;

export const emptyWindow: PageWindow = {
  ids: new Map(),
  rows: new Map(),
  cursors: new Map([[0, '']]),
  total: null,
  end: null,
};

/** How long the scroll bar should think the list is. */
export function lengthOf({ ids, cursors, total, end }: PageWindow): number {
  if (end !== null) return end;
  // Behind a cursor there is at least one more row, and a page's worth is a fair guess.
  const known = Math.max(0, ...cursors.keys());
  return Math.max(total?.value ?? 0, known === 0 ? ids.size : known + pageRows);
}

export function rowAt(window: PageWindow, index: number): ServerView | undefined {
  const id = window.ids.get(index);
  return id === undefined ? undefined : window.rows.get(id);
}

/** The next page to fetch so that `visible` fills, or `null` when it is full. */
export function wanted(window: PageWindow, visible: Range): PageRequest | null {
  const end = Math.min(visible.end, window.total === null ? visible.end : lengthOf(window));
  for (let index = Math.max(0, visible.start); index < end; index += 1) {
    if (!window.ids.has(index)) return towards(window, index);
  }
  return window.total === null ? towards(window, 0) : null;
}

/** The list with the page that `request` brought. Rows far from `visible` are let go. */
export function arrived(window: PageWindow, request: PageRequest, page: Page<ServerView>, visible: Range): PageWindow {
  const ids = new Map(window.ids);
  const rows = new Map(window.rows);
  const cursors = new Map(window.cursors);
  page.items.forEach((server, i) => {
    ids.set(request.offset + i, server.id);
    rows.set(server.id, newer(rows.get(server.id), server));
  });
  const next = request.offset + page.items.length;
  if (page.nextCursor !== null && page.items.length > 0) cursors.set(next, page.nextCursor);
  const end = page.nextCursor === null ? next : window.end;
  return pruned({ ids, rows, cursors, total: page.total, end }, visible);
}

/** The last place at or before `index` from which can be fetched. */
export function nearest({ cursors }: PageWindow, index: number): { offset: number; cursor: string } {
  const offset = Math.max(...[...cursors.keys()].filter((known) => known <= index));
  return { offset, cursor: cursors.get(offset) ?? '' };
}

function towards(window: PageWindow, index: number): PageRequest {
  const { offset, cursor } = nearest(window, index);
  return { offset, cursor, limit: Math.min(stepRows, index - offset + pageRows) };
}

function pruned(window: PageWindow, visible: Range): PageWindow {
  const first = visible.start - keptRows;
  const last = visible.end + keptRows;
  const ids = new Map([...window.ids].filter(([index]) => index >= first && index < last && isWithin(window, index)));
  const held = new Set(ids.values());
  return { ...window, ids, rows: new Map([...window.rows].filter(([id]) => held.has(id))) };
}

function isWithin({ end }: PageWindow, index: number): boolean {
  return end === null || index < end;
}
