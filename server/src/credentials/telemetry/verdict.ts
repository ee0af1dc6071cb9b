import { up, type Seen } from '../../probing/seen.js';
import type { Telemetry } from './telemetry.js';

/** What is warned of; null: nothing. */
export interface Thresholds {
  warnDiskPercent: number;
  /** Of the last five minutes, for each core. */
  warnLoadPerCore: number | null;
  warnMemoryPercent: number | null;
}

/** Up, since somebody answered; poor when something is over what is warned of. The code is that of the first. */
export function seenOf(telemetry: Telemetry, thresholds: Thresholds, latencyMs: number): Seen {
  const findings = [
    ...diskFindings(telemetry, thresholds),
    ...memoryFindings(telemetry, thresholds),
    ...loadFindings(telemetry, thresholds),
  ];
  const [first] = findings;
  if (!first) return up('telemetry', inShort(telemetry), latencyMs, telemetry);
  const message = findings.map(({ says }) => says).join('; ');
  return { ...up(first.code, message, latencyMs, telemetry), isPoor: true };
}

interface Finding {
  code: string;
  says: string;
}

function diskFindings({ disks }: Telemetry, { warnDiskPercent }: Thresholds): Finding[] {
  return disks
    .flatMap(({ mount, usedPercent, inodesUsedPercent }) => [
      ...(usedPercent > warnDiskPercent
        ? [{ code: 'disk', says: `${mount} is ${usedPercent} % full, warns over ${warnDiskPercent} %` }]
        : []),
      ...(inodesUsedPercent !== null && inodesUsedPercent > warnDiskPercent
        ? [
            {
              code: 'inodes',
              says: `${mount} has used ${inodesUsedPercent} % of its inodes, warns over ${warnDiskPercent} %`,
            },
          ]
        : []),
    ])
    .slice(0, 5);
}

function memoryFindings({ memory }: Telemetry, { warnMemoryPercent }: Thresholds): Finding[] {
  const used = memoryUsed(memory);
  if (used === null || warnMemoryPercent === null || used <= warnMemoryPercent) return [];
  return [{ code: 'memory', says: `${used} % of the memory is used, warns over ${warnMemoryPercent} %` }];
}

function loadFindings({ load, hardware: { cpuCores } }: Telemetry, { warnLoadPerCore }: Thresholds): Finding[] {
  if (!load || cpuCores === null || warnLoadPerCore === null || load.m5 / cpuCores <= warnLoadPerCore) return [];
  const perCore = Math.round((100 * load.m5) / cpuCores) / 100;
  return [
    { code: 'load', says: `the load is ${perCore} for each of ${cpuCores} cores, warns over ${warnLoadPerCore}` },
  ];
}

function memoryUsed(memory: Telemetry['memory']): number | null {
  return memory && Math.round(100 * (1 - memory.availableMb / memory.totalMb));
}

function inShort({ load, memory, disks }: Telemetry): string {
  const used = memoryUsed(memory);
  const fullest = disks.reduce<Telemetry['disks'][number] | null>(
    (most, disk) => (most && most.usedPercent >= disk.usedPercent ? most : disk),
    null,
  );
  const parts = [
    load && `load ${load.m1}`,
    used !== null && `memory ${used} % used`,
    fullest && `${fullest.mount} ${fullest.usedPercent} % full`,
  ].filter((part) => part);
  return parts.length > 0 ? parts.join(', ') : 'it answered';
}
