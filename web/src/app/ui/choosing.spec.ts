import { choosing, replaced, wordAt } from './choosing';

test.each([
  ['down from nowhere to the first', 'ArrowDown', -1, { active: 0 }],
  ['down from the last to nowhere', 'ArrowDown', 2, { active: -1 }],
  ['up from nowhere to the last', 'ArrowUp', -1, { active: 2 }],
  ['up from the first to nowhere', 'ArrowUp', 0, { active: -1 }],
  ['Enter takes what was chosen', 'Enter', 1, { taken: 1 }],
  ['Enter without a choice is the form’s', 'Enter', -1, null],
  ['Tab takes the first', 'Tab', -1, { taken: 0 }],
  ['Tab takes what was chosen', 'Tab', 2, { taken: 2 }],
  ['Escape closes', 'Escape', 1, { isClosed: true }],
  ['a letter is typed', 'a', 1, null],
])('%s', (_, key, active, after) => expect(choosing(key, active, 3, true)).toEqual(after));

test('Tab leaves the box when no word is being typed, and when there is nothing to take', () => {
  expect(choosing('Tab', -1, 3, false)).toBeNull();
  expect(choosing('Tab', -1, 0, true)).toBeNull();
});

test.each([
  ['at the end', 'env:prod pc|', 'pc'],
  ['within', 'env:|prod pci', 'env:prod'],
  ['behind a space', 'env:prod |', ''],
  ['behind a comma', 'a,b|', 'b'],
  ['nothing', '|', ''],
])('the word %s', (_, marked, word) => {
  const caret = marked.indexOf('|');
  expect(wordAt(marked.replace('|', ''), caret).text).toBe(word);
});

test('a word is replaced in its place', () => {
  const text = 'env:prod pc tier:1';
  expect(replaced(text, wordAt(text, 11), 'pci')).toEqual({ text: 'env:prod pci tier:1', caret: 12 });
});
