import { expect, test } from '@jest/globals';
import { refusalOn, verdictOn, type HostKeyState, type KnownKey, type TrustPolicy, type Verdict } from './verdict.js';

/** `A+ B?`: A is trusted (+), B waits (?), C is refused (-), D is a former one (~). */
const states: Record<string, HostKeyState> = { '+': 'trusted', '?': 'waiting', '-': 'refused', '~': 'former' };
function knownIn(notation: string): KnownKey[] {
  return notation
    .split(' ')
    .filter(Boolean)
    .map(([fingerprint = '', sign = '']) => ({ type: 'x', fingerprint, state: states[sign] ?? 'former' }));
}

test.each<[string, string, string, Verdict, Verdict]>([
  ['nothing is known', '', 'A', 'first-use', 'unknown'],
  ['the trusted one', 'A+', 'A', 'trusted', 'trusted'],
  ['one of two trusted ones', 'A+ B+', 'B', 'trusted', 'trusted'],
  ['another one than the trusted', 'A+', 'B', 'changed', 'changed'],
  ['another one, while one waits', 'A+ B?', 'C', 'changed', 'changed'],
  ['the one that waits', 'A+ B?', 'B', 'waiting', 'waiting'],
  ['the trusted one, while another waits', 'A+ B?', 'A', 'trusted', 'trusted'],
  ['the one that was refused', 'A+ B-', 'B', 'refused', 'refused'],
  ['the one that was replaced', 'A~ B+', 'A', 'changed', 'changed'],
  ['a new one, when only a refused one is known', 'A-', 'B', 'first-use', 'unknown'],
  ['a refused one, when no other is known', 'A-', 'A', 'refused', 'refused'],
  ['a second one, before the first was decided on', 'A?', 'B', 'unknown', 'unknown'],
  ['a former one, when the trusted one was forgotten', 'A~', 'A', 'first-use', 'unknown'],
])('%s', (_, known, shown, firstUse, pinned) => {
  const judged = (policy: TrustPolicy) => verdictOn(knownIn(known), shown, policy);
  expect([judged('first-use'), judged('pinned')]).toEqual([firstUse, pinned]);
});

test.each<[Verdict, boolean]>([
  ['trusted', true],
  ['first-use', true],
  ['changed', false],
  ['unknown', false],
  ['waiting', false],
  ['refused', false],
])('%s lets a login go on: %s', (verdict, isLetPass) => {
  expect(refusalOn(verdict, 'SHA256:x') === undefined).toBe(isLetPass);
});
