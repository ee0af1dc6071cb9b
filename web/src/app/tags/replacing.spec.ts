import { carriersOf, doneOf, headingOf, isMerge, partsOf, shareWords, tagsAfter, targetFault } from './replacing';

const uses = (...tags: string[]) => tags.map((tag) => ({ tag, uses: 3 }));

test.each([
  [['pci'], 'tag:pci'],
  [['env:prod'], 'tag:env:prod'],
  [['a', 'b'], 'tag:(a OR b)'],
  [['tier*'], 'tag:"tier*"'],
])('%j are carried by %s', (tags, q) => expect(carriersOf(tags)).toBe(q));

test.each([
  ['a name that nobody has', uses('a'), 0, false, 'Renamed a to z on 1 server'],
  ['a name that is in use', uses('a'), 4, true, 'Merged a into z on 1 server'],
  ['several', uses('a', 'b'), 0, true, 'Merged 2 tags into z on 1 server'],
])('%s', (_, from, carried, expected, words) => {
  expect(isMerge({ from, to: 'z', carried })).toBe(expected);
  expect(doneOf({ from, to: 'z', carried }, 1)).toBe(words);
});

test.each([
  ['', 'It needs a name.'],
  ['a', 'That is the name it has.'],
  ['a b', 'One tag, without spaces or commas.'],
  ['b', null],
])('as a new name "%s": %s', (to, fault) => expect(targetFault(uses('a'), to)).toBe(fault));

test('the server keeps what is not replaced, and has the new one once', () => {
  expect(tagsAfter(['z', 'b', 'a'], { from: uses('a', 'c'), to: 'z' })).toEqual(['b', 'z']);
});

test('the sheet says what is to be done', () => {
  expect(headingOf(uses('a'))).toBe('Rename a');
  expect(headingOf(uses('a', 'b'))).toBe('Merge 2 tags');
});

test.each([
  [0.0001, '< 1 %'],
  [0.01, '1 %'],
  [0.9999, '99 %'],
  [1, '100 %'],
])('%d of the fleet is %s', (share, words) => expect(shareWords(share)).toBe(words));

test.each([
  ['env:prod', { key: 'env:', value: 'prod' }],
  ['pci', { key: '', value: 'pci' }],
  ['a:b:c', { key: 'a:', value: 'b:c' }],
])('the parts of %s', (tag, parts) => expect(partsOf(tag)).toEqual(parts));
