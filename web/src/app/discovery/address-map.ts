import { ScanMatch } from '../api/wire';

/** A network as a picture: cells in rows, each of as many addresses as it takes to keep it small. */
export interface MapLayout {
  readonly cidr: string;
  readonly isV6: boolean;
  readonly first: bigint;
  readonly columns: number;
  readonly rows: number;
  readonly addressesPerCell: bigint;
}

/** What is in a cell: nothing of it was found unless it is in the map. */
export interface Cell {
  readonly match: ScanMatch;
  /** Who is there; several where a cell is of several addresses. */
  readonly addresses: readonly string[];
}

export type Cells = ReadonlyMap<number, Cell>;

/** So many cells are a picture of 256 by 256, a /16 of one address each. */
const mostBits = 16;

/** What a cell of several addresses shows: the most remarkable of them. */
const order: readonly ScanMatch[] = ['known', 'missing', 'changed', 'new'];

/** A /16 is 256 by 256, a /24 is 16 by 16, and a network between them as near to a square as it comes. */
export function layoutOf(cidr: string): MapLayout {
  const [address = '', length] = cidr.split('/');
  const isV6 = address.includes(':');
  const width = isV6 ? 128 : 32;
  const bits = width - (length === undefined ? width : Number(length));
  const cellBits = Math.min(bits, mostBits);
  return {
    cidr,
    isV6,
    first: (valueOf(address) >> BigInt(bits)) << BigInt(bits),
    columns: 2 ** Math.ceil(cellBits / 2),
    rows: 2 ** Math.floor(cellBits / 2),
    addressesPerCell: 1n << BigInt(bits - cellBits),
  };
}

/** The cell that an address is in; -1 where it is not of the network. */
export function cellAt(layout: MapLayout, address: string): number {
  if (address.includes(':') !== layout.isV6) return -1;
  const offset = valueOf(address) - layout.first;
  const index = offset / layout.addressesPerCell;
  return offset < 0n || index >= BigInt(layout.columns * layout.rows) ? -1 : Number(index);
}

/** The first of the networks that the address is of, else the first of all. */
export function networkOf(cidrs: readonly string[], address: string | undefined): string {
  const found = address && cidrs.find((cidr) => cellAt(layoutOf(cidr), address) !== -1);
  return found || (cidrs[0] ?? '0.0.0.0');
}

/** The cell that a point of the picture is in, both from 0 to 1. */
export function cellUnder({ columns, rows }: MapLayout, x: number, y: number): number {
  const [column, row] = [Math.floor(x * columns), Math.floor(y * rows)];
  return column < 0 || row < 0 || column >= columns || row >= rows ? -1 : row * columns + column;
}

/** What a cell is called: an address, or the network that it stands for. */
export function nameOf(layout: MapLayout, cell: number): string {
  const address = textOf(layout.first + BigInt(cell) * layout.addressesPerCell, layout.isV6);
  return layout.addressesPerCell === 1n ? address : `${address}/${prefixOf(layout)}`;
}

/** The same as a query for hosts, which finds no more than it names. */
export function queryOf(layout: MapLayout, cell: number): string {
  const name = nameOf(layout, cell);
  return name.includes('/') ? name : `${name}/${prefixOf(layout)}`;
}

export function cellsOf(layout: MapLayout, hosts: readonly { address: string; match: ScanMatch }[]): Cells {
  const cells = new Map<number, { match: ScanMatch; addresses: string[] }>();
  for (const { address, match } of hosts) {
    const at = cellAt(layout, address);
    const cell = cells.get(at);
    if (at === -1) continue;
    if (!cell) cells.set(at, { match, addresses: [address] });
    else {
      cell.addresses.push(address);
      if (order.indexOf(match) > order.indexOf(cell.match)) cell.match = match;
    }
  }
  return cells;
}

/** The next cell in which somebody is, before or behind this one; itself where there is none. */
export function neighbour(cells: Cells, from: number, step: 1 | -1): number {
  const places = [...cells.keys()].filter((cell) => (cell - from) * step > 0);
  if (places.length === 0) return from;
  return step === 1 ? Math.min(...places) : Math.max(...places);
}

/** A row of the picture in which somebody is, as text. */
export interface Stripe {
  readonly name: string;
  readonly query: string;
  readonly counts: Readonly<Record<ScanMatch, number>>;
}

/** What the picture shows, for whoever does not see it: row by row, without those that are empty. */
export function stripesOf(layout: MapLayout, hosts: readonly { address: string; match: ScanMatch }[]): Stripe[] {
  const counts = new Map<number, Record<ScanMatch, number>>();
  for (const { address, match } of hosts) {
    const at = cellAt(layout, address);
    if (at === -1) continue;
    const row = Math.floor(at / layout.columns);
    const count = counts.get(row) ?? { new: 0, known: 0, changed: 0, missing: 0 };
    count[match] += 1;
    counts.set(row, count);
  }
  return [...counts].toSorted(([one], [other]) => one - other).map(([row, count]) => stripe(layout, row, count));
}

function stripe(layout: MapLayout, row: number, counts: Record<ScanMatch, number>): Stripe {
  const first = layout.first + BigInt(row * layout.columns) * layout.addressesPerCell;
  const name = `${textOf(first, layout.isV6)}/${prefixOf(layout) - Math.log2(layout.columns)}`;
  return { name, query: name, counts };
}

/** Of one cell. */
function prefixOf({ isV6, addressesPerCell }: MapLayout): number {
  return (isV6 ? 128 : 32) - (addressesPerCell.toString(2).length - 1);
}

function valueOf(address: string): bigint {
  if (!address.includes(':')) return address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  const [head = '', tail] = address.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':').flatMap(sixteens));
  const [before, after] = [groups(head), groups(tail ?? '')];
  const between = tail === undefined ? [] : Array<string>(8 - before.length - after.length).fill('0');
  return [...before, ...between, ...after].reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
}

/** A group of an IPv6 address; an IPv4 address at its end is two. */
function sixteens(group: string): string[] {
  if (!group.includes('.')) return [group];
  const value = Number(valueOf(group));
  return [Math.floor(value / 65_536).toString(16), (value % 65_536).toString(16)];
}

function textOf(value: bigint, isV6: boolean): string {
  const [count, bits] = isV6 ? [8, 16n] : [4, 8n];
  const parts = Array.from({ length: count }, (_, at) => (value >> (BigInt(count - 1 - at) * bits)) % (1n << bits));
  if (!isV6) return parts.join('.');
  const text = parts.map((part) => part.toString(16)).join(':');
  const zeros = [...text.matchAll(/(?<![\da-f])0(?::0)+(?![\da-f])/g)].map(([run]) => run);
  const longest = zeros.reduce((one, other) => (other.length > one.length ? other : one), '');
  if (longest === '') return text;
  const [before, after] = splitAt(text, longest);
  return `${before.replace(/:$/, '')}::${after.replace(/^:/, '')}`;
}

function splitAt(text: string, part: string): [string, string] {
  const at = text.search(new RegExp(`(?<![\\da-f])${part}(?![\\da-f])`));
  return [text.slice(0, at), text.slice(at + part.length)];
}
