/** A column of the servers grid. */
export interface Column {
  id: string;
  name: string;
  /** The server's sort key; a column without one cannot be sorted by. */
  sortKey?: string;
  /** What the first click asks for: the interesting end on top. */
  firstSort?: string;
  numeric?: boolean;
}

export const columns: readonly Column[] = [
  { id: 'health', name: 'Health', sortKey: 'health', firstSort: '-health' },
  { id: 'hostname', name: 'Hostname', sortKey: 'hostname' },
  { id: 'address', name: 'Address', sortKey: 'ipAddress' },
  { id: 'lifecycle', name: 'Lifecycle', sortKey: 'lifecycle' },
  { id: 'region', name: 'Region', sortKey: 'region' },
  { id: 'owner', name: 'Owner', sortKey: 'owner' },
  { id: 'latency', name: 'Latency', numeric: true },
  { id: 'checked', name: 'Checked', numeric: true },
  { id: 'why', name: 'Why' },
];

/** The sort after a click on this column's head. */
export function sortAfterClick({ sortKey, firstSort }: Column, sort: string): string {
  const first = firstSort ?? sortKey ?? sort;
  if (sort !== first) return first;
  return first.startsWith('-') ? first.slice(1) : `-${first}`;
}

/** How a screen reader should say it. */
export function ariaSortOf({ sortKey }: Column, sort: string): 'ascending' | 'descending' | null {
  if (sortKey === undefined || sort.replace('-', '') !== sortKey) return null;
  return sort.startsWith('-') ? 'descending' : 'ascending';
}
