import { nearest } from './nearest.js';

const fields = ['hostname', 'health', 'lifecycle', 'region', 'owner', 'ip'];

test.each([
  ['hostnme', 'hostname'],
  ['helth', 'health'],
  ['livecycle', 'lifecycle'],
  ['hostname', 'hostname'],
  ['zebra', undefined],
])('nearest to %s is %s', (word, meant) => expect(nearest(word, fields)).toBe(meant));
