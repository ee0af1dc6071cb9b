import { haltedBecause, isProven, statusAtEnd, type Counts } from './standing.js';

/** `d` done, `f` failed, `w` waiting, `s` skipped, `.` not yet: the canary wave before the bar. */
function standing(text: string) {
  const [canary = '', rest = ''] = text.split('|');
  return { canary: countsOf(canary), all: countsOf(canary + rest) };
}

function countsOf(letters: string): Counts {
  const count = (letter: string) => letters.split(letter).length - 1;
  return { total: letters.length, done: count('d'), failed: count('f'), waiting: count('w'), skipped: count('s') };
}

test.each([
  ['nothing failed', 'd|dd..', 1, undefined],
  ['a failure of the canary', 'f|....', 5, '1 server of the canary wave failed'],
  ['as many as the budget allows', 'd|df..', 1, undefined],
  ['one more', 'd|dff.', 1, '2 servers failed, and the budget allows 1'],
  ['no budget at all', 'd|f...', 0, '1 server failed, and the budget allows 0'],
  ['who is down has not failed', 'd|wwww', 0, undefined],
])('halted: %s', (_, text, budget, because) => expect(haltedBecause(standing(text), budget)).toBe(because));

test.each([
  ['.|...', false],
  ['d.|...', false],
  ['dd|...', true],
  ['dw|...', true],
  ['ww|...', false],
  ['sw|...', false],
  ['ss|...', true],
  ['df|...', false],
])('%s: the canary has proven something: %s', (text, proven) => expect(isProven(standing(text))).toBe(proven));

test.each([
  ['d|ddd', 'finished', 'rolled-back'],
  ['d|dds', 'finished', 'rolled-back'],
  ['d|ddf', 'failed', 'failed'],
  ['d|dwf', 'waiting', 'waiting'],
] as const)('at its end %s is %s, or on the way back %s', (text, forwards, backwards) => {
  expect(statusAtEnd(standing(text), 'forwards')).toBe(forwards);
  expect(statusAtEnd(standing(text), 'backwards')).toBe(backwards);
});
