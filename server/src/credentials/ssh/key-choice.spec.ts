import { expect, test } from '@jest/globals';
import { chosen, type KnownVersion } from './key-choice.js';

/** `2+ 3?*`: version 2 is placed, 3 is being placed and the current one; `-` is being removed, `x` removed, nothing: no word of it. */
function versions(text: string): KnownVersion[] {
  const states = { '+': 'placed', '?': 'placing', '-': 'removing', x: 'removed' } as const;
  return text.split(' ').map((each) => {
    const [, version, state, current] = /^(\d+)([+?x-]?)(\*?)$/.exec(each) ?? [];
    return {
      keyVersion: Number(version),
      state: state ? states[state as keyof typeof states] : null,
      isCurrent: current === '*',
    };
  });
}

test.each([
  ['the only one', '1*', '1'],
  ['of several placed ones the newest first', '1+ 2+*', '2 1'],
  ['what is there before what may be there', '1+ 2?*', '1 2'],
  ['what may still be there before what was never put there', '1- 2 3*', '1 3 2'],
  ['the current one before newer ones that nobody knows', '1 2* 3', '2 3 1'],
  ['not what was removed', '1x 2+*', '2'],
  ['three and no more', '1 2 3 4 5*', '5 4 3'],
  ['what is there, however old', '1+ 2 3 4 5*', '1 5 4'],
])('%s', (_, known, tried) => {
  const found = chosen(versions(known)).map(({ keyVersion }) => keyVersion);
  expect(found.join(' ')).toBe(tried);
});
