import {
  Selection,
  chosenCount,
  everybody,
  including,
  isChosen,
  isNobody,
  nobody,
  selectOf,
  toggled,
} from './selection';

/** The steps of a person: `a` toggles a, `+ab` takes in a and b, `*q` chooses all that match q. */
function play(...steps: string[]): Selection {
  return steps.reduce<Selection>((selection, step) => {
    if (step.startsWith('*')) return everybody(step.slice(1));
    if (step.startsWith('+')) return including(selection, [...step.slice(1)]);
    return toggled(selection, step);
  }, nobody);
}

test.each([
  ['nobody at first', [], { ids: [] }],
  ['one after another', ['a', 'b'], { ids: ['a', 'b'] }],
  ['twice is not', ['a', 'b', 'a'], { ids: ['b'] }],
  ['a range', ['a', '+abc'], { ids: ['a', 'b', 'c'] }],
  ['all that match are a query', ['a', '*owner:core'], { q: 'owner:core' }],
  ['the whole fleet is the empty query', ['*'], { q: '' }],
  ['all but one', ['*owner:core OR pci', 'a'], { q: '(owner:core OR pci) -id:a' }],
  ['the whole fleet but two', ['*', 'a', 'b'], { q: '-id:a -id:b' }],
  ['an exception that is none any more', ['*pci', 'a', 'a'], { q: 'pci' }],
  ['a range takes back exceptions', ['*pci', 'a', 'b', '+ab'], { q: 'pci' }],
])('%s', (_, steps, select) => expect(selectOf(play(...steps))).toEqual(select));

test.each([
  ['some', ['a', 'b'], 2],
  ['all', ['*pci'], 100],
  ['all but one', ['*pci', 'a'], 99],
])('of 100 that match, %s are as many', (_, steps, count) => expect(chosenCount(play(...steps), 100)).toBe(count));

test('who is an exception is not chosen, everybody else is', () => {
  expect(['a', 'b'].map((id) => isChosen(play('*pci', 'a'), id))).toEqual([false, true]);
  expect(['a', 'b'].map((id) => isChosen(play('a'), id))).toEqual([true, false]);
  expect(isNobody(play('a', 'a'))).toBe(true);
  expect(isNobody(play('*'))).toBe(false);
});

test('a query takes only so many exceptions as it has room for', () => {
  const ids = Array.from({ length: 60 }, (_, i) => `0000-${i}`);
  const selection = ids.reduce(toggled, everybody('pci'));
  expect(selection.ids.size).toBe(40);
});
