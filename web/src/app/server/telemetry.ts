import { CheckResult, DriftOfField, FactField } from '../api/wire';
import { counted } from '../ui/number';
import { spanOf } from '../ui/time';
import { Fact, memoryOf } from './facts';

/** What a telemetry check saw, as far as it is shown. What the server did not say is null. */
interface Telemetry {
  load: { m1: number; m5: number; m15: number } | null;
  memory: { totalMb: number; availableMb: number } | null;
  swap: { totalMb: number; usedMb: number } | null;
  disks: { mount: string; sizeMb: number; usedPercent: number; inodesUsedPercent: number | null }[];
  uptimeSeconds: number | null;
  hardware: { cpuCores: number | null };
  cpuModel: string | null;
  clockSkewMs: number | null;
}

/** Something that fills. */
export interface Meter {
  name: string;
  isCode: boolean;
  usedPercent: number;
  /** `55 % of 39.1 GiB` */
  says: string;
  isOver: boolean;
}

/** A server as it looks from within. */
export interface Within {
  seenAt: string | null;
  meters: Meter[];
  facts: Fact[];
}

/** From the first telemetry check that had an answer; null when there is none. */
export function withinOf(results: readonly CheckResult[], warnDiskPercent = 90): Within | null {
  const result = results.find(({ type, observed }) => type === 'telemetry' && observed !== null);
  if (!result) return null;
  const seen = result.observed as unknown as Telemetry;
  return {
    seenAt: result.lastUpAt,
    meters: [...memoryMeters(seen), ...diskMeters(seen, warnDiskPercent)],
    facts: factsOf(seen),
  };
}

function memoryMeters({ memory, swap }: Telemetry): Meter[] {
  const meters: Meter[] = [];
  if (memory && memory.totalMb > 0)
    meters.push(meter('Memory', 100 * (1 - memory.availableMb / memory.totalMb), memoryOf(memory.totalMb)));
  if (swap && swap.totalMb > 0) meters.push(meter('Swap', (100 * swap.usedMb) / swap.totalMb, memoryOf(swap.totalMb)));
  return meters;
}

function diskMeters({ disks }: Telemetry, warnDiskPercent: number): Meter[] {
  return disks.map(({ mount, sizeMb, usedPercent, inodesUsedPercent: inodes }) => {
    const isShortOfInodes = inodes !== null && inodes > warnDiskPercent;
    const { says, ...rest } = meter(mount, usedPercent, memoryOf(sizeMb));
    return {
      ...rest,
      says: isShortOfInodes ? `${says}, ${inodes} % of its inodes` : says,
      isCode: true,
      isOver: usedPercent > warnDiskPercent || isShortOfInodes,
    };
  });
}

function meter(name: string, percent: number, size: string): Meter {
  const usedPercent = Math.round(percent);
  return { name, isCode: false, usedPercent, says: `${usedPercent} % of ${size}`, isOver: false };
}

function factsOf({ load, hardware, cpuModel, uptimeSeconds, clockSkewMs }: Telemetry): Fact[] {
  const facts: (Fact | null)[] = [
    load && { name: 'Load', value: `${load.m1} · ${load.m5} · ${load.m15}`, isCode: true },
    hardware.cpuCores === null ? null : { name: 'Processor', value: processorOf(hardware.cpuCores, cpuModel) },
    uptimeSeconds === null ? null : { name: 'Runs for', value: spanOf(1_000 * uptimeSeconds) },
    clockSkewMs === null ? null : { name: 'Its clock', value: clockWords(clockSkewMs) },
  ];
  return facts.filter((each) => each !== null);
}

function processorOf(cores: number, model: string | null): string {
  return [counted(cores, 'core'), model].filter((part) => part !== null).join(', ');
}

function clockWords(skewMs: number): string {
  if (skewMs === 0) return 'right';
  return `${spanOf(Math.abs(skewMs))} ${skewMs > 0 ? 'ahead' : 'behind'}`;
}

const names: Record<FactField, string> = {
  'os.family': 'Family',
  'os.name': 'System',
  'os.version': 'Version',
  'os.kernel': 'Kernel',
  'os.arch': 'Architecture',
  'hardware.cpuCores': 'Cores',
  'hardware.memoryMb': 'Memory',
  'hardware.diskGb': 'Disk',
  'hardware.vendor': 'Vendor',
  'hardware.model': 'Model',
  'hardware.serial': 'Serial',
};

/** As the console calls it. */
export function nameOf(field: FactField): string {
  return names[field];
}

/** A field that is declared otherwise, for people. */
export interface Disagreement {
  field: FactField;
  name: string;
  declared: string;
  observed: string;
}

export function disagreementOf({ field, declared, observed }: DriftOfField): Disagreement {
  const said = (value: string | number) =>
    typeof value === 'string' ? value : field === 'hardware.memoryMb' ? memoryOf(value) : unitOf(field, value);
  return { field, name: nameOf(field), declared: said(declared), observed: said(observed) };
}

function unitOf(field: FactField, value: number): string {
  return field === 'hardware.diskGb' ? `${value} GB` : String(value);
}
