import { expect, test } from '@jest/globals';
import { wayIn } from './way-in.js';

test.each([
  ['what is asked for', { via: 'b', declared: 'c', placed: ['d'] }, 'b', false],
  ['what is declared', { via: null, declared: 'c', placed: ['d'] }, 'c', false],
  ['what was placed', { via: null, declared: 'a', placed: ['a', 'd'] }, 'd', false],
  ['itself is no other way', { via: 'a', declared: 'a', placed: ['a'] }, 'a', true],
  ['nothing is known', { via: null, declared: null, placed: [] }, 'a', true],
])('%s', (_, known, credentialId, isLast) => {
  expect(wayIn('a', known)).toEqual({ credentialId, isLast });
});
