import { expect, test } from '@jest/globals';
import { rotationOf } from './announcement.js';
import type { HostKeyState, KnownKey } from './verdict.js';

const known = (...keys: [string, HostKeyState][]): KnownKey[] =>
  keys.map(([fingerprint, state]) => ({ type: 'x', fingerprint, state }));
const keys = (names: string) => [...names].map((fingerprint) => ({ fingerprint }));

test.each<[string, KnownKey[], string, string, string]>([
  ['the same keys change nothing', known(['A', 'trusted']), 'A', '', ''],
  ['a new key is learnt', known(['A', 'trusted']), 'AB', 'B', ''],
  ['what is not named any more is replaced', known(['A', 'trusted'], ['B', 'trusted']), 'A', '', 'B'],
  ['both at once', known(['A', 'trusted'], ['B', 'trusted']), 'AC', 'C', 'B'],
  ['a refused key stays refused', known(['A', 'trusted'], ['B', 'refused']), 'AB', '', ''],
  ['a key that waits is explained by it', known(['A', 'trusted'], ['B', 'waiting']), 'AB', 'B', ''],
  ['a key that waits and is not named still waits', known(['A', 'trusted'], ['B', 'waiting']), 'A', '', ''],
  ['a former key comes back', known(['A', 'trusted'], ['B', 'former']), 'AB', 'B', ''],
  ['a list without the key of the session is not believed', known(['A', 'trusted'], ['B', 'trusted']), 'BC', '', ''],
  ['nor is one over a key that is not trusted any more', known(['A', 'waiting'], ['B', 'trusted']), 'AC', '', ''],
  ['nor one that is too long', known(['A', 'trusted'], ['Z', 'trusted']), 'ABCDEFGHIJKLMNOPQ', '', ''],
])('%s', (_, before, announced, learnt, replaced) => {
  const rotation = rotationOf(before, keys(announced), 'A');
  expect(rotation.learnt.map(({ fingerprint }) => fingerprint).join('')).toBe(learnt);
  expect(rotation.replaced.join('')).toBe(replaced);
});
