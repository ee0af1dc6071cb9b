import { expect, test } from '@jest/globals';
import { adoptionOf, type Adoption } from './adoption.js';
import type { HostKeyState, KnownKey } from './verdict.js';

/** `e1` is an Ed25519 key, `r1` one of RSA. */
const key = (name: string) => ({ type: name[0] ?? '', fingerprint: name });
const known = (...keys: [string, HostKeyState][]): KnownKey[] => keys.map(([name, state]) => ({ ...key(name), state }));

test.each<[string, KnownKey[], string[], Adoption[]]>([
  ['all are new to a server without any', [], ['e1', 'r1'], ['new', 'new']],
  ['one that waits is vouched for', known(['e1', 'waiting']), ['e1'], ['new']],
  ['a trusted one is known', known(['e1', 'trusted']), ['e1'], ['known']],
  ['beside a trusted one that is confirmed, others are new', known(['e1', 'trusted']), ['e1', 'r1'], ['known', 'new']],
  ['another of the same type is a conflict', known(['e1', 'trusted']), ['e2'], ['conflict']],
  ['so is one of another type, when nothing is confirmed', known(['e1', 'trusted']), ['r1'], ['conflict']],
  [
    'and one that contradicts beside one that confirms',
    known(['e1', 'trusted'], ['r1', 'trusted']),
    ['e1', 'r2'],
    ['known', 'conflict'],
  ],
  ['a conflict that waits already still is one', known(['e1', 'trusted'], ['e2', 'waiting']), ['e2'], ['conflict']],
  ['what was refused stays so', known(['e1', 'refused']), ['e1', 'e2'], ['refused', 'new']],
  ['a former one is as good as none', known(['e1', 'former']), ['e1'], ['new']],
])('%s', (_, before, given, outcomes) => {
  const all = given.map(key);
  expect(all.map((each) => adoptionOf(before, all, each))).toEqual(outcomes);
});
