/** A column of the servers grid. */
export interface Column {
  id: string;
  name: string;
  /** The server's sort key; a column without one cannot be sorted by. */
  sortKey?: string;
  /** What the first click asks for: the interesting end on top. */
  firstSort?: string;
  numeric?: boolean;
  /** The least width that it makes sense with, and its share of what is left over. */
  leastPx: number;
  share?: number;
  /** Where there is no room, the lowest goes first. What must be seen has none. */
  rank?: number;
}

export const columns: readonly Column[] = [
  { id: 'health', name: 'Health', sortKey: 'health', firstSort: '-health', leastPx: 122 },
  { id: 'hostname', name: 'Hostname', sortKey: 'hostname', leastPx: 196, share: 1.3 },
  { id: 'address', name: 'Address', sortKey: 'ipAddress', leastPx: 106, rank: 5 },
  { id: 'lifecycle', name: 'Lifecycle', sortKey: 'lifecycle', leastPx: 122 },
  { id: 'environment', name: 'Environment', sortKey: 'environment', leastPx: 86, share: 0.3, rank: 3 },
  { id: 'region', name: 'Region', sortKey: 'region', leastPx: 88, share: 0.3, rank: 3 },
  { id: 'site', name: 'Site', leastPx: 72, share: 0.3, rank: 2 },
  { id: 'role', name: 'Role', sortKey: 'role', leastPx: 64, share: 0.3, rank: 2 },
  { id: 'owner', name: 'Owner', sortKey: 'owner', leastPx: 66, share: 0.3, rank: 4 },
  { id: 'tags', name: 'Tags', leastPx: 130, share: 1, rank: 1 },
  { id: 'latency', name: 'Latency', numeric: true, leastPx: 60, rank: 6 },
  { id: 'checked', name: 'Checked', numeric: true, leastPx: 62, rank: 1 },
  {
    id: 'updated',
    name: 'Updated',
    sortKey: 'updatedAt',
    firstSort: '-updatedAt',
    numeric: true,
    leastPx: 66,
    rank: 1,
  },
  { id: 'why', name: 'Why', leastPx: 138, share: 1.9, rank: 4 },
];

const defaults = ['health', 'hostname', 'address', 'lifecycle', 'region', 'owner', 'latency', 'why'];
/** A row without it would be no server. */
const always = 'hostname';
const gapPx = 10;

/** The columns that an address names, in its order; the usual ones when it names none. */
export function columnsOf(names: string): Column[] {
  const wanted = names
    .split(',')
    .map((name) => columns.find(({ id }) => id === name))
    .filter((column) => column !== undefined);
  const chosen = wanted.length > 0 ? wanted : columns.filter(({ id }) => defaults.includes(id));
  return chosen.some(({ id }) => id === always)
    ? [...new Set(chosen)]
    : [...columns.filter(({ id }) => id === always), ...chosen];
}

/** As an address names them; nothing when they are the usual ones. */
export function namesOf(chosen: readonly Column[]): string | null {
  const names = chosen.map(({ id }) => id).join(',');
  return names === defaults.join(',') ? null : names;
}

/** With this one too, in its place among the others, or without it. */
export function withColumn(chosen: readonly Column[], id: string): Column[] {
  if (id === always) return [...chosen];
  if (chosen.some((column) => column.id === id)) return chosen.filter((column) => column.id !== id);
  const place = (column: Column) => columns.indexOf(column);
  const added = columns.find((column) => column.id === id);
  if (!added) return [...chosen];
  const before = chosen.findIndex((column) => place(column) > place(added));
  return before === -1 ? [...chosen, added] : [...chosen.slice(0, before), added, ...chosen.slice(before)];
}

export function isAlways(id: string): boolean {
  return id === always;
}

/** Those for which there is room, when there is so much of it. */
export function fitting(chosen: readonly Column[], widthPx: number): Column[] {
  let shown = [...chosen];
  while (leastOf(shown) > widthPx) {
    const [weakest] = shown.filter(({ rank }) => rank !== undefined).sort((one, other) => one.rank! - other.rank!);
    if (!weakest) break;
    shown = shown.filter((column) => column !== weakest);
  }
  return shown;
}

/** For `grid-template-columns`. */
export function tracksOf(shown: readonly Column[]): string {
  return shown
    .map(({ leastPx, share }) => (share === undefined ? `${leastPx}px` : `minmax(${leastPx}px, ${share}fr)`))
    .join(' ');
}

/** The sort after a click on this column's head. */
export function sortAfterClick({ sortKey, firstSort }: Column, sort: string): string {
  const first = firstSort ?? sortKey ?? sort;
  const [now] = sort.split(',');
  if (now !== first) return first;
  return first.startsWith('-') ? first.slice(1) : `-${first}`;
}

/** How a screen reader should say it. */
export function ariaSortOf({ sortKey }: Column, sort: string): 'ascending' | 'descending' | null {
  const [now = ''] = sort.split(',');
  if (sortKey === undefined || now.replace('-', '') !== sortKey) return null;
  return now.startsWith('-') ? 'descending' : 'ascending';
}

function leastOf(shown: readonly Column[]): number {
  return shown.reduce((sum, { leastPx }) => sum + leastPx + gapPx, 0);
}
