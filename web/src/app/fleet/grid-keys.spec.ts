import { activeAfter } from './grid-keys';

test.each([
  ['ArrowDown', -1, 0],
  ['ArrowDown', 4, 5],
  ['ArrowDown', 99, 99],
  ['ArrowUp', 4, 3],
  ['ArrowUp', 0, 0],
  ['PageDown', 4, 23],
  ['PageDown', 95, 99],
  ['PageUp', 30, 11],
  ['PageUp', 5, 0],
  ['Home', 50, 0],
  ['End', 50, 99],
  ['a', 50, null],
])('%s from %i of 100 rows, 20 of them on the screen', (key, active, after) =>
  expect(activeAfter(key, active, 100, 20)).toBe(after),
);

test('there is nowhere to go in an empty grid', () => expect(activeAfter('ArrowDown', -1, 0, 20)).toBeNull());
