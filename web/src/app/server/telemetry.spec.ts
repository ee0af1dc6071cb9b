import { aResult, aTelemetry, noon } from '../../test/fixtures';
import { disagreementOf, withinOf } from './telemetry';

const seen = (observed: object) => withinOf([aResult(), aResult({ type: 'telemetry', observed: observed as never })]);

test('memory, swap and disks fill; a disk over the threshold stands out, and so do inodes', () => {
  expect(seen(aTelemetry())?.meters).toEqual([
    { name: 'Memory', isCode: false, usedPercent: 38, says: '38 % of 15.6 GiB', isOver: false },
    { name: 'Swap', isCode: false, usedPercent: 25, says: '25 % of 1000 MiB', isOver: false },
    { name: '/', isCode: true, usedPercent: 55, says: '55 % of 39.1 GiB', isOver: false },
    { name: '/srv', isCode: true, usedPercent: 96, says: '96 % of 97.7 GiB', isOver: true },
    { name: '/mail', isCode: true, usedPercent: 10, says: '10 % of 9.8 GiB, 97 % of its inodes', isOver: true },
  ]);
  expect(withinOf([aResult({ type: 'telemetry', observed: aTelemetry() })], 97)?.meters.at(3)?.isOver).toBe(false);
});

test('load, processor, uptime and clock are said in words', () => {
  expect(seen(aTelemetry())).toMatchObject({
    seenAt: noon,
    facts: [
      { name: 'Load', value: '0.42 · 0.35 · 0.3' },
      { name: 'Processor', value: '4 cores, Xeon' },
      { name: 'Runs for', value: '12 d' },
      { name: 'Its clock', value: 'right' },
    ],
  });
});

test.each([
  [90_000, '2 min ahead'],
  [-3_000, '3.0 s behind'],
])('a clock that is off by %d ms', (clockSkewMs, value) => {
  expect(seen(aTelemetry({ clockSkewMs }))?.facts).toContainEqual({ name: 'Its clock', value });
});

test('what a server did not say is not shown', () => {
  const nothing = { load: null, memory: null, swap: null, disks: [], uptimeSeconds: null, clockSkewMs: null };
  expect(seen(aTelemetry({ ...nothing, hardware: { cpuCores: null } }))).toMatchObject({ meters: [], facts: [] });
  expect(withinOf([aResult(), aResult({ type: 'telemetry' })])).toBeNull();
});

test.each([
  ['os.kernel', '5.10', '6.1', 'Kernel', '5.10', '6.1'],
  ['hardware.memoryMb', 32_768, 16_000, 'Memory', '32 GiB', '15.6 GiB'],
  ['hardware.diskGb', 500, 120, 'Disk', '500 GB', '120 GB'],
  ['hardware.cpuCores', 8, 4, 'Cores', '8', '4'],
] as const)('%s that differs', (field, declared, observed, name, declaredWords, observedWords) => {
  expect(disagreementOf({ field, declared, observed })).toEqual({
    field,
    name,
    declared: declaredWords,
    observed: observedWords,
  });
});
