import { bodies, queries, type BadRow } from './row.js';

const accept = '/servers/{server}/facts/accept';

export const facts: BadRow[] = [
  ...queries('/servers', [['q=drift:perhaps', '/q', 6]]),
  ...bodies('POST', accept, [
    ['a field that cannot be observed', { fields: ['owner'] }, '/fields/0'],
    ['a field that is no text', { fields: [7] }, '/fields/0'],
    ['one twice', { fields: ['os.name', 'os.name'] }, '/fields'],
    ['a word instead of a list', { fields: 'os.name' }, '/fields'],
    ['a reason that is no text', { reason: 7 }, '/reason'],
    ['more than it knows', { field: ['os.name'] }, '/field'],
  ]),
  ...bodies('POST', '/servers', [
    [
      'a threshold of another type',
      { hostname: 'a', checks: [{ type: 'ssh', warnDiskPercent: 90 }] },
      '/checks/0/warnDiskPercent',
    ],
    [
      'more than full',
      { hostname: 'a', checks: [{ type: 'telemetry', warnDiskPercent: 101 }] },
      '/checks/0/warnDiskPercent',
    ],
    [
      'a load in words',
      { hostname: 'a', checks: [{ type: 'telemetry', warnLoadPerCore: 'much' }] },
      '/checks/0/warnLoadPerCore',
    ],
    ['no load', { hostname: 'a', checks: [{ type: 'telemetry', warnLoadPerCore: 0 }] }, '/checks/0/warnLoadPerCore'],
    [
      'half a percent',
      { hostname: 'a', checks: [{ type: 'telemetry', warnMemoryPercent: 0.5 }] },
      '/checks/0/warnMemoryPercent',
    ],
    ['a port of its own', { hostname: 'a', checks: [{ type: 'telemetry', port: 22 }] }, '/checks/0/port'],
  ]),
];
