import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { read, type Read } from './reading.js';
import type { Telemetry } from './telemetry.js';

const saidAt = 1_732_531_200_000;
const span = { sentAt: saidAt, receivedAt: saidAt + 600 };

function captured(name: string): string {
  return readFileSync(new URL(`../../../test/captured/telemetry/${name}.txt`, import.meta.url), 'utf8');
}

function answered(stdout: string, stderr = ''): Read {
  return read({ stdout, stderr }, span);
}

function telemetryOf(name: string): Telemetry {
  const found = answered(captured(name));
  if (!('telemetry' in found)) throw new Error(`${name}: ${JSON.stringify(found)}`);
  return found.telemetry;
}

test('a Debian: what is mounted twice counts once, and a mount may have blanks in its name', () => {
  expect(telemetryOf('debian')).toEqual({
    load: { m1: 0.42, m5: 0.35, m15: 0.3 },
    memory: { totalMb: 15_989, availableMb: 10_000 },
    swap: { totalMb: 977, usedMb: 244 },
    disks: [
      { mount: '/', sizeMb: 40_013, usedMb: 20_845, usedPercent: 55, inodesUsedPercent: 9 },
      { mount: '/boot/efi', sizeMb: 124, usedMb: 11, usedPercent: 9, inodesUsedPercent: null },
      { mount: '/srv/data of all', sizeMb: 100_221, usedMb: 94_280, usedPercent: 100, inodesUsedPercent: 1 },
    ],
    uptimeSeconds: 1_036_801,
    os: { family: 'linux', name: 'Debian GNU/Linux', version: '12', kernel: '6.1.0-28-amd64', arch: 'x86_64' },
    families: ['debian'],
    hardware: {
      cpuCores: 4,
      memoryMb: 15_989,
      diskGb: 150,
      vendor: 'QEMU',
      model: 'Standard PC (Q35 + ICH9, 2009)',
      serial: null,
    },
    cpuModel: 'Intel(R) Xeon(R) CPU E5-2680 v4 @ 2.40GHz',
    clockSkewMs: 0,
  });
});

test('an Alpine with BusyBox on a board without firmware tables', () => {
  expect(telemetryOf('alpine')).toMatchObject({
    memory: { totalMb: 986, availableMb: 784 },
    swap: { totalMb: 0, usedMb: 0 },
    disks: [
      { mount: '/', usedPercent: 7, inodesUsedPercent: 2 },
      { mount: '/boot', usedPercent: 20, inodesUsedPercent: null },
    ],
    os: { name: 'Alpine Linux', version: '3.20.3', arch: 'aarch64' },
    hardware: {
      cpuCores: 2,
      diskGb: 32,
      vendor: null,
      model: 'Raspberry Pi 4 Model B Rev 1.4',
      serial: '10000000a1b2c3d4',
    },
    cpuModel: null,
    clockSkewMs: 0,
  });
});

test('a Red Hat behind a banner, with hardware that says who it is', () => {
  expect(telemetryOf('rhel')).toMatchObject({
    load: { m1: 12.5, m5: 10.25, m15: 8 },
    disks: [{ mount: '/' }, { mount: '/boot' }, { mount: '/var/lib', usedPercent: 80 }],
    os: { family: 'linux', name: 'Red Hat Enterprise Linux', version: '9.5' },
    families: ['rhel', 'fedora'],
    hardware: { cpuCores: 64, diskGb: 960, vendor: 'Dell Inc.', model: 'PowerEdge R640', serial: '7XK2Q03' },
  });
});

test('in a container counts what it may have', () => {
  expect(telemetryOf('container')).toMatchObject({
    memory: { totalMb: 2_048, availableMb: 1_024 },
    hardware: { cpuCores: 2, memoryMb: 2_048, diskGb: 104 },
    families: ['ubuntu', 'debian'],
    disks: [{ mount: '/', usedPercent: 40, inodesUsedPercent: 4 }],
  });
});

test.each([
  ['cgroup v1', 'memory.max=1073741824\nmemory.current=536870912\ncpu.quota=50000\ncpu.period=100000', 1_024, 512, 1],
  [
    'v1 without limits',
    'memory.max=9223372036854771712\nmemory.current=5\ncpu.quota=-1\ncpu.period=100000',
    64_264,
    44_608,
    16,
  ],
  ['v2 without limits', 'memory.max=max\nmemory.current=5\ncpu.max=max 100000', 64_264, 44_608, 16],
])('limits of %s', (_, group, totalMb, availableMb, cpuCores) => {
  const text = captured('container').replace(/(#fleet:cgroup\n)[^#]*/, `$1${group}\n\n`);
  expect(answered(text)).toMatchObject({ telemetry: { memory: { totalMb, availableMb }, hardware: { cpuCores } } });
});

test('a FreeBSD on ZFS: its cache gives way, and a full disk may be overdrawn', () => {
  expect(telemetryOf('freebsd')).toEqual({
    load: { m1: 0.35, m5: 0.26, m15: 0.2 },
    memory: { totalMb: 32_670, availableMb: 13_312 },
    swap: { totalMb: 4_096, usedMb: 512 },
    disks: [
      { mount: '/', sizeMb: 432_512, usedMb: 12_056, usedPercent: 3, inodesUsedPercent: 1 },
      { mount: '/boot/efi', sizeMb: 260, usedMb: 2, usedPercent: 1, inodesUsedPercent: 1 },
      { mount: '/backup', sizeMb: 99_182, usedMb: 95_703, usedPercent: 100, inodesUsedPercent: 1 },
      { mount: '/var/log', sizeMb: 420_520, usedMb: 64, usedPercent: 1, inodesUsedPercent: 1 },
    ],
    uptimeSeconds: 864_000,
    os: { family: 'freebsd', name: 'FreeBSD', version: '14.1', kernel: '14.1-RELEASE-p5', arch: 'amd64' },
    families: ['bsd'],
    hardware: { cpuCores: 8, memoryMb: 32_670, diskGb: 960, vendor: 'Supermicro', model: 'Super Server', serial: null },
    cpuModel: 'Intel(R) Xeon(R) E-2278G CPU @ 3.40GHz',
    clockSkewMs: 0,
  });
});

test('a macOS: of the volumes of one container two are shown, and none counts twice', () => {
  expect(telemetryOf('macos')).toEqual({
    load: { m1: 2.51, m5: 2.18, m15: 1.97 },
    memory: { totalMb: 16_384, availableMb: 7_523 },
    swap: { totalMb: 2_048, usedMb: 1_124 },
    disks: [
      { mount: '/', sizeMb: 471_482, usedMb: 9_958, usedPercent: 5, inodesUsedPercent: 1 },
      { mount: '/System/Volumes/Data', sizeMb: 471_482, usedMb: 244_478, usedPercent: 55, inodesUsedPercent: 1 },
      { mount: '/Volumes/Time Machine', sizeMb: 953_674, usedMb: 878_906, usedPercent: 93, inodesUsedPercent: 1 },
    ],
    uptimeSeconds: 518_400,
    os: { family: 'macos', name: 'macOS', version: '14.6.1', kernel: '23.6.0', arch: 'arm64' },
    families: ['darwin'],
    hardware: {
      cpuCores: 8,
      memoryMb: 16_384,
      diskGb: 494,
      vendor: 'Apple Inc.',
      model: 'Mac14,3',
      serial: 'H2WDR0ABCD',
    },
    cpuModel: 'Apple M2',
    clockSkewMs: 0,
  });
});

test.each([
  ['nothing', '', '', 'it answered nothing'],
  ['blanks', '\n \n\t\n', '', 'it answered nothing'],
  [
    'Windows',
    '',
    'The system cannot find the path specified.\r\n',
    'it answered "The system cannot find the path specified."',
  ],
  [
    'a switch',
    "\r\n% Invalid input detected at '^' marker.\r\n",
    '',
    `it answered "% Invalid input detected at '^' marker."`,
  ],
  ['a forced command', 'backup of web-01 begins\n', '', 'it answered "backup of web-01 begins"'],
  ['escapes of a terminal', '\u001b[31mno\u0000 shell\u001b[0m', '', 'it answered "[31mno shell [0m"'],
  ['bytes that are no text', '\ufffd\ufffd\u0001PK\u0003\u0004', '', 'it answered "PK"'],
  ['a million lines', 'y\n'.repeat(1_000_000), '', 'it answered "y"'],
  ['a line without an end', 'x'.repeat(1_000_000), '', `it answered "${'x'.repeat(100)}"`],
  ['another system', '#fleet:begin\n#fleet:system\nSunOS\n5.11\n#fleet:end\n', '', 'it says that it is SunOS'],
  ['a system without a name', '#fleet:begin\n#fleet:end\n', '', 'it says that it is nothing'],
])('%s is not supported, in its own words', (_, stdout, stderr, unsupported) => {
  expect(answered(stdout, stderr)).toEqual({ unsupported });
});

test('an answer that ends in the middle is no answer, wherever that is', () => {
  const whole = captured('debian');
  const begin = whole.indexOf('#fleet:time');
  for (let at = begin; at < whole.indexOf('#fleet:end'); at += 13)
    expect(answered(whole.slice(0, at))).toEqual({ incomplete: true });
});

test.each([
  ['numbers that are none', /\d+/g, 'many'],
  ['negative numbers', /(?<![\w.-])(\d)/g, '-$1'],
  ['endless numbers', /\d+/g, '9'.repeat(400)],
  ['no blanks', /[ \t]+/g, ''],
  ['blanks everywhere', /(\w)/g, '$1 '],
  ['bytes that are no text', /[aeiou]/g, '\u0000\ufffd'],
  ['one line', /\n(?!\n?#)/g, ' '],
])('%s are survived, and make no facts that the inventory would not take', (_, from, to) => {
  for (const name of ['debian', 'alpine', 'container', 'freebsd', 'macos']) {
    const [head = '', rest = ''] = captured(name).split(/(?=#fleet:os)/, 2);
    const hostile = rest
      .split('\n')
      .map((line) => (line.startsWith('#fleet') ? line : line.replace(from, to)))
      .join('\n');
    const found = answered(head + hostile);
    if (!('telemetry' in found)) throw new Error(JSON.stringify(found));
    const { hardware, os, disks, memory, swap } = found.telemetry;
    for (const value of [hardware.cpuCores, hardware.memoryMb, hardware.diskGb, memory?.totalMb, swap?.usedMb])
      if (typeof value === 'number') expect(value).toBe(Math.min(2_147_483_647, Math.max(0, Math.round(value))));
    for (const word of [...Object.values(os), hardware.vendor, hardware.model, hardware.serial])
      if (word !== null) expect(word).toMatch(/^[^\p{C}\ufffd]{1,120}$/u);
    for (const disk of disks) expect(disk.usedPercent).toBeLessThanOrEqual(100);
  }
});

test('of a thousand disks so many are kept as there is room for', () => {
  const line = (at: number) => `/dev/sd${at}  1024 512 512 50% /mnt/${at}\n`;
  const many = Array.from({ length: 1_000 }, (_, at) => line(at)).join('');
  const text = captured('debian').replace('#fleet:inodes', `${many}\n#fleet:inodes`);
  expect(answered(text)).toMatchObject({ telemetry: { disks: { length: 64 } } });
});

test.each([
  ['the same', '1732531200.250', 0],
  ['a second that is not over yet', '1732531199.N', 0],
  ['behind', '1732531190.000', -10_000],
  ['before', '1732531230.600', 30_000],
  ['whole seconds behind', '1732531190', -9_000],
  ['no time', 'Mon Nov 25', null],
  ['far away', '99999999999999999.0', 10_000_000_000_000],
])('a clock that is %s', (_, said, clockSkewMs) => {
  expect(answered(captured('debian').replace('1732531200.250000000', said))).toMatchObject({
    telemetry: { clockSkewMs },
  });
});

test('a clock is not called wrong for the time that the answer took', () => {
  const slow = { sentAt: saidAt - 4_000, receivedAt: saidAt + 5_000 };
  expect(read({ stdout: captured('debian'), stderr: '' }, slow)).toMatchObject({ telemetry: { clockSkewMs: 0 } });
});

test.each([
  'To Be Filled By O.E.M.',
  'None',
  '0',
  'Default string',
  '........',
  'System Serial Number',
  'N/A',
  'xxxxxxxx',
])('"%s" is no serial number', (word) => {
  const text = captured('rhel').replace('serial=7XK2Q03', `serial=${word}`);
  expect(answered(text)).toMatchObject({ telemetry: { hardware: { serial: null } } });
});
