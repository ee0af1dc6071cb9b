import { aPlan } from '../../../test/rotation-fixtures';
import {
  budgetFault,
  hindranceOf,
  isSaid,
  newRotation,
  orderOf,
  placeOf,
  sentenceOfBudget,
  wavesFault,
} from './rotation-draft';

test('what is as proposed is said outright', () => {
  expect(orderOf(newRotation)).toEqual({ waves: ['1', '10%', '50%'], failureBudget: '5%', keepOldHours: 24 });
});

test('what is left empty is left to the server', () => {
  expect(orderOf({ ...newRotation, waves: ' ', failureBudget: '', keepOldHours: '' })).toEqual({});
});

test('a query, another kind of key, a reason', () => {
  const draft = { ...newRotation, which: 'some', q: ' env:prod ', strength: 'rsa 4096', reason: ' ada left ' } as const;
  expect(orderOf(draft)).toEqual({
    ...orderOf(newRotation),
    q: 'env:prod',
    algorithm: 'rsa',
    bits: 4096,
    reason: 'ada left',
  });
  expect(orderOf({ ...newRotation, strength: 'ed25519' })).toMatchObject({ algorithm: 'ed25519' });
});

test('a query that is not used is not asked', () => {
  expect(orderOf({ ...newRotation, which: 'all', q: 'env:prod' }).q).toBeUndefined();
});

test.each([
  ['all', '', true],
  ['some', ' ', false],
  ['some', 'env:prod', true],
] as const)('of %s that match "%s" it is said which: %s', (which, q, said) =>
  expect(isSaid({ ...newRotation, which, q })).toBe(said),
);

test.each([
  ['1 10% 50%', null],
  ['', null],
  ['1, 25', null],
  ['half', '"half" is neither a count nor a share, such as 5 or 10%.'],
  ['05', '"05" is neither a count nor a share, such as 5 or 10%.'],
  ['1 '.repeat(21), 'At most 20 waves.'],
])('waves of "%s": %s', (text, fault) => expect(wavesFault(text)).toBe(fault));

test.each([
  ['5%', null],
  ['0', null],
  ['', null],
  ['1 2', 'A count or a share, such as 5 or 10%.'],
  ['-1', 'A count or a share, such as 5 or 10%.'],
])('a budget of "%s": %s', (text, fault) => expect(budgetFault(text)).toBe(fault));

test.each([
  ['/waves/1', 'waves'],
  ['/bits', 'strength'],
  ['/q', 'q'],
  ['/dryRun', undefined],
])('%s is at %s', (pointer, place) => expect(placeOf(pointer)).toBe(place));

test('what stands against a plan', () => {
  const some = { ...newRotation, which: 'some' } as const;
  expect(hindranceOf(aPlan([['one']]), newRotation)).toBeNull();
  expect(hindranceOf(aPlan([]), newRotation)).toBeNull();
  expect(hindranceOf(aPlan([]), some)).toMatch(/^No server/);
  expect(hindranceOf(aPlan([['one']], { underWay: 'id' }), newRotation)).toMatch(/under way/);
});

test.each([
  [[['one', 'two']], 1, 'One failure stops it.'],
  [
    [['one'], ['two']],
    1,
    'One failure of the canary stops it. After that, up to 1 server may fail; the next one stops it.',
  ],
  [[['one'], ['two']], 0, 'One failure stops it, of the canary or later.'],
])('of %j with a budget of %d', (waves, failureBudget, said) =>
  expect(sentenceOfBudget(aPlan(waves, { failureBudget }))).toBe(said),
);
