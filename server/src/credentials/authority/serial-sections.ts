import { mpint } from '../keys/blob.js';
import { uint64 } from './wire.js';

/** Serials from one to another, both included. */
export interface SerialRange {
  from: bigint;
  to: bigint;
}

/** A part of what a revocation list says of one authority's certificates. */
export interface Section {
  type: number;
  data: Buffer;
}

const sectionTypes = { list: 0x20, range: 0x21, bitmap: 0x22 } as const;

/** A bitmap costs a bit a serial, a list 64: so far apart they may stand to share one. */
const widestGap = 64n;
/** OpenSSH refuses bitmaps that are longer (its numbers have at most 16,384 bits). */
const widestBitmap = 8_192n;

/** Overlapping and adjacent ranges become one; in the order of their serials. */
export function merged(ranges: readonly SerialRange[]): SerialRange[] {
  const sorted = [...ranges].sort((one, other) => (one.from < other.from ? -1 : one.from > other.from ? 1 : 0));
  const joined: SerialRange[] = [];
  for (const { from, to } of sorted) {
    const last = joined.at(-1);
    if (last && from <= last.to + 1n) last.to = to > last.to ? to : last.to;
    else joined.push({ from, to });
  }
  return joined;
}

/** The sections that say it shortest, or nearly: long runs as ranges, what stands close together as bitmaps, the rest as a list. */
export function serialSections(ranges: readonly SerialRange[]): Section[] {
  const joined = merged(ranges);
  const runs = joined.filter(isLong);
  const clusters = clustered(joined.filter((range) => !isLong(range)).flatMap(each));
  const lonely = clusters.filter((cluster) => cluster.length < 3).flat();
  return [
    ...runs.map(({ from, to }) => ({ type: sectionTypes.range, data: Buffer.concat([uint64(from), uint64(to)]) })),
    ...clusters.filter((cluster) => cluster.length >= 3).map(bitmap),
    ...(lonely.length > 0 ? [{ type: sectionTypes.list, data: Buffer.concat(lonely.map(uint64)) }] : []),
  ];
}

/** Longer than what a range costs as a bitmap. */
function isLong({ from, to }: SerialRange): boolean {
  return to - from >= 128n;
}

function each({ from, to }: SerialRange): bigint[] {
  return Array.from({ length: Number(to - from + 1n) }, (_, at) => from + BigInt(at));
}

function clustered(serials: readonly bigint[]): bigint[][] {
  const clusters: bigint[][] = [];
  for (const serial of serials) {
    const cluster = clusters.at(-1);
    const [first, last] = [cluster?.[0], cluster?.at(-1)];
    const isNear = first !== undefined && last !== undefined && serial - last <= widestGap;
    if (cluster && isNear && serial - first < widestBitmap) cluster.push(serial);
    else clusters.push([serial]);
  }
  return clusters;
}

function bitmap(serials: readonly bigint[]): Section {
  const offset = serials[0] ?? 0n;
  const bits = serials.reduce((all, serial) => all | (1n << (serial - offset)), 0n);
  const hex = bits.toString(16);
  const magnitude = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  return { type: sectionTypes.bitmap, data: Buffer.concat([uint64(offset), mpint(magnitude)]) };
}
