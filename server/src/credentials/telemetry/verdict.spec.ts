import { expect, test } from '@jest/globals';
import type { Disk, Telemetry } from './telemetry.js';
import { seenOf, type Thresholds } from './verdict.js';

const nothing = { vendor: null, model: null, serial: null };
const calm: Telemetry = {
  load: { m1: 0.5, m5: 1, m15: 1 },
  memory: { totalMb: 1_000, availableMb: 400 },
  swap: null,
  disks: [disk('/', 40)],
  uptimeSeconds: 60,
  os: { family: 'linux', name: null, version: null, kernel: null, arch: null },
  families: [],
  hardware: { cpuCores: 4, memoryMb: 1_000, diskGb: 10, ...nothing },
  cpuModel: null,
  clockSkewMs: 0,
};
const usual: Thresholds = { warnDiskPercent: 90, warnLoadPerCore: null, warnMemoryPercent: null };

function disk(mount: string, usedPercent: number, inodesUsedPercent: number | null = 1): Disk {
  return { mount, sizeMb: 100, usedMb: usedPercent, usedPercent, inodesUsedPercent };
}

test.each<[string, Partial<Telemetry>, Partial<Thresholds>, string, string]>([
  ['calm', {}, {}, 'telemetry', 'load 0.5, memory 60 % used, / 40 % full'],
  ['at the threshold', { disks: [disk('/', 90)] }, {}, 'telemetry', 'load 0.5, memory 60 % used, / 90 % full'],
  ['a full disk', { disks: [disk('/', 40), disk('/var', 91)] }, {}, 'disk', '/var is 91 % full, warns over 90 %'],
  ['no inodes', { disks: [disk('/', 40, 97)] }, {}, 'inodes', '/ has used 97 % of its inodes, warns over 90 %'],
  [
    'inodes that nobody counts',
    { disks: [disk('/', 40, null)] },
    {},
    'telemetry',
    'load 0.5, memory 60 % used, / 40 % full',
  ],
  ['much memory', {}, { warnMemoryPercent: 50 }, 'memory', '60 % of the memory is used, warns over 50 %'],
  ['much load', {}, { warnLoadPerCore: 0.2 }, 'load', 'the load is 0.25 for each of 4 cores, warns over 0.2'],
  [
    'nothing said',
    { load: null, memory: null, disks: [] },
    { warnLoadPerCore: 0.1, warnMemoryPercent: 1 },
    'telemetry',
    'it answered',
  ],
  [
    'all at once',
    { disks: [disk('/', 99)] },
    { warnMemoryPercent: 50, warnLoadPerCore: 0.2 },
    'disk',
    '/ is 99 % full, warns over 90 %; 60 % of the memory is used, warns over 50 %; the load is 0.25 for each of 4 cores, warns over 0.2',
  ],
])('%s', (_, telemetry, thresholds, code, message) => {
  const seen = seenOf({ ...calm, ...telemetry }, { ...usual, ...thresholds }, 12);
  expect(seen).toMatchObject({ outcome: 'up', code, message, latencyMs: 12 });
  expect(seen.isPoor ?? false).toBe(code !== 'telemetry');
});
