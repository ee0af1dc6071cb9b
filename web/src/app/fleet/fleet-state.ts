import { News } from '../api/live';
import { HealthChange, ObservedNews, Page, ServerNews, ServerView } from '../api/wire';
import { newer, withChange, withObservation } from '../server/news';
import { outOfPlace } from './out-of-place';
import { PageRequest, PageWindow, Range, arrived, emptyWindow } from './page-window';

/** What the list shows: its rows in the order in which they were fetched, and what has happened since. */
export interface FleetState {
  readonly window: PageWindow;
  /** Servers that would now stand elsewhere, are new, or are gone. The order waits until the person asks for it. */
  readonly displaced: ReadonlySet<string>;
  /** Servers whose view is older than an event said. */
  readonly outdated: ReadonlySet<string>;
  /** Rows that changed a moment ago, to show which. */
  readonly touched: ReadonlySet<string>;
}

/** Whether a change of health may move a row of this list, or into or out of it. */
export interface Sensitivity {
  toHealth: boolean;
  /** The field that it is sorted by. */
  sortKey: keyof ServerView;
}

export const emptyFleet: FleetState = {
  window: emptyWindow,
  displaced: new Set(),
  outdated: new Set(),
  touched: new Set(),
};

export function sensitivityOf(q: string, sort: string): Sensitivity {
  const sortKey = sort.replace(/^-/, '') as keyof ServerView;
  return {
    toHealth:
      sortKey === 'health' ||
      /(^|[\s(-])(health|stale|pageable|countable|flapping|maintenance|inMaintenance|since):/.test(q),
    sortKey,
  };
}

/** The list after one more event. Cells change in place; the order never does. */
export function heard(state: FleetState, news: News, sensitivity: Sensitivity): FleetState {
  switch (news.kind) {
    case 'health':
      return news.changes.reduce<FleetState>((after, change) => changed(after, change, sensitivity), untouched(state));
    case 'observed':
      return observed(state, news.items);
    case 'server':
      return told(state, news);
    default:
      return state;
  }
}

/** The list after a page that was asked for because rows were missing. */
export function filled(state: FleetState, request: PageRequest, page: Page<ServerView>, visible: Range): FleetState {
  return { ...state, window: arrived(state.window, request, page, visible) };
}

/** The list after rows that it has were fetched again: cells may change, the order is only remarked upon. */
export function refreshed(state: FleetState, request: PageRequest, page: Page<ServerView>): FleetState {
  const { window } = state;
  const rows = new Map(window.rows);
  for (const server of page.items) {
    if (rows.has(server.id)) rows.set(server.id, newer(rows.get(server.id), server));
  }
  const fetched = page.items.map(({ id }) => id);
  const shown = shownFrom(window, request);
  const judged = new Set([...shown, ...fetched]);
  const isEnd = page.nextCursor === null && window.end !== null;
  return {
    ...state,
    displaced: new Set([
      ...[...state.displaced].filter((id) => !judged.has(id)),
      ...outOfPlace(shown, fetched.slice(0, isEnd ? undefined : shown.length), isEnd),
    ]),
    window: { ...window, rows, total: page.total },
  };
}

/** The list after the whole view of one server came, or `null`: it is gone for good. */
export function replaced(state: FleetState, id: string, view: ServerView | null, { sortKey }: Sensitivity): FleetState {
  const outdated = without(state.outdated, id);
  const known = state.window.rows.get(id);
  if (!known) return { ...state, outdated };
  if (!view) return { ...withRow(state, { ...known, deletedAt: known.deletedAt ?? known.updatedAt }), outdated };
  const after = newer(known, view);
  const moved =
    JSON.stringify(known[sortKey]) !== JSON.stringify(after[sortKey]) || known.deletedAt !== after.deletedAt;
  return {
    ...withRow(state, after),
    outdated,
    displaced: moved ? new Set([...state.displaced, id]) : state.displaced,
    touched: new Set([id]),
  };
}

function changed(state: FleetState, change: HealthChange, { toHealth }: Sensitivity): FleetState {
  const known = state.window.rows.get(change.id);
  if (!known) return toHealth ? { ...state, displaced: new Set([...state.displaced, change.id]) } : state;
  const after = withChange(known, change);
  if (after === known) return state;
  const moved = toHealth && change.status !== known.health.status;
  return {
    ...withRow(state, after),
    displaced: moved ? new Set([...state.displaced, change.id]) : state.displaced,
    touched: new Set([...state.touched, change.id]),
  };
}

function observed(state: FleetState, items: ObservedNews['items']): FleetState {
  const rows = new Map(state.window.rows);
  for (const item of items) {
    const known = rows.get(item.id);
    if (known) rows.set(item.id, withObservation(known, item));
  }
  return { ...untouched(state), window: { ...state.window, rows } };
}

function told(state: FleetState, { id, type, version, at }: ServerNews): FleetState {
  const known = state.window.rows.get(id);
  const displaced = new Set([...state.displaced, id]);
  if (type === 'server.created' || type === 'server.restored') {
    const outdated = known ? new Set([...state.outdated, id]) : state.outdated;
    return { ...state, displaced, outdated };
  }
  if (!known) return state;
  if (type === 'server.deleted' || type === 'server.purged') {
    return { ...withRow(state, { ...known, deletedAt: at, version }), displaced, touched: new Set([id]) };
  }
  return version > known.version ? { ...state, outdated: new Set([...state.outdated, id]) } : state;
}

function withRow(state: FleetState, server: ServerView): FleetState {
  return { ...state, window: { ...state.window, rows: new Map(state.window.rows).set(server.id, server) } };
}

/** The ids that stand where the request asks, up to the first that was never fetched. */
function shownFrom({ ids }: PageWindow, { offset, limit }: PageRequest): string[] {
  const shown: string[] = [];
  for (let id = ids.get(offset); id !== undefined && shown.length < limit; id = ids.get(offset + shown.length)) {
    shown.push(id);
  }
  return shown;
}

function untouched(state: FleetState): FleetState {
  return { ...state, touched: new Set() };
}

function without(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  return new Set([...ids].filter((other) => other !== id));
}
