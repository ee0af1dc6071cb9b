import type { Disk } from './telemetry.js';
import { cleaned, megabytes, wholeOf } from './words.js';

interface Row {
  device: string;
  mount: string;
  sizeKb: number;
  usedKb: number;
  availableKb: number;
  inodesUsedPercent: number | null;
}

const mostDisks = 64;
const mostLines = 256;
// The name of a device and that of a mount may hold blanks; the numbers between them tell where they end. Blanks stand single.
const number = String.raw`(-?\d{1,18})`;
const percent = String.raw`(?:-?\d{1,18}%|-)`;
const ofOneKind = new RegExp(`^(.+?) ${number} ${number} ${number} ${percent} (/.*)$`);
const ofBoth = new RegExp(`^(.+?) ${number} ${number} ${number} ${percent} ${number} ${number} ${percent} (/.*)$`);

/** `df -Pk` and `df -Pi` of GNU and BusyBox. What is mounted at several places counts at the first. */
export function linuxDisks(space: readonly string[] = [], inodes: readonly string[] = []): Row[] {
  const usedOf = new Map<string, number | null>();
  for (const line of tidy(inodes)) {
    const [, , total, used, , mount] = ofOneKind.exec(line) ?? [];
    if (mount !== undefined) usedOf.set(mount, share(Number(used), Number(total)));
  }
  const rows = tidy(space).flatMap((line): Row[] => {
    const [, device, size, used, available, mount] = ofOneKind.exec(line) ?? [];
    if (device === undefined || mount === undefined) return [];
    return [rowOf(device, mount, size, used, available, usedOf.get(mount) ?? null)];
  });
  return firstOfEach(rows, ({ device }) => device);
}

/** `df -lki` of FreeBSD and macOS. */
export function bsdDisks(lines: readonly string[] = []): Row[] {
  return tidy(lines).flatMap((line): Row[] => {
    const [, device, size, used, available, inodesUsed, inodesFree, mount] = ofBoth.exec(line) ?? [];
    if (device === undefined || mount === undefined) return [];
    const [taken, free] = [Number(inodesUsed), Number(inodesFree)];
    return [rowOf(device, mount, size, used, available, share(taken, taken + free))];
  });
}

/** One row of each, the first. */
export function firstOfEach(rows: readonly Row[], keyOf: (row: Row) => string): Row[] {
  const seen = new Set<string>();
  return rows.filter((row) => {
    const key = keyOf(row);
    return !seen.has(key) && seen.add(key);
  });
}

function diskOf({ mount, sizeKb, usedKb, availableKb, inodesUsedPercent }: Row): Disk {
  return {
    mount: cleaned(mount, 200) ?? '/',
    sizeMb: megabytes(sizeKb),
    usedMb: megabytes(usedKb),
    // Where only the superuser may still write, what is available is negative.
    usedPercent: share(usedKb, usedKb + Math.max(0, availableKb)) ?? 0,
    inodesUsedPercent,
  };
}

/** What there is room for in an answer, in the order in which it was said. */
export function disksOf(rows: readonly Row[]): Disk[] {
  return rows
    .filter(({ sizeKb }) => sizeKb > 0)
    .slice(0, mostDisks)
    .map(diskOf);
}

/** In GB of a thousand millions, as disks are sold. */
export function gigabytesOf(rows: readonly Row[]): number | null {
  const kilobytes = rows.reduce((sum, { sizeKb }) => sum + Math.max(0, sizeKb), 0);
  return wholeOf((kilobytes * 1_024) / 1e9, 1);
}

function tidy(lines: readonly string[]): string[] {
  return lines.slice(0, mostLines).map((line) => line.trim().replace(/\s+/g, ' '));
}

function rowOf(
  device: string,
  mount: string,
  size = '0',
  used = '0',
  available = '0',
  inodesUsedPercent: number | null,
): Row {
  const [sizeKb, usedKb, availableKb] = [size, used, available].map(Number) as [number, number, number];
  return { device, mount, sizeKb, usedKb, availableKb, inodesUsedPercent };
}

function share(part: number, whole: number): number | null {
  return whole > 0 && part >= 0 ? Math.min(100, Math.ceil((100 * part) / whole)) : null;
}
