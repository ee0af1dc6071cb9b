import { outOfPlace } from './out-of-place';

test.each([
  ['nothing happened', 'abcd', 'abcd', false, ''],
  ['the first went: the others only moved up', 'abcd', 'bcde', false, 'a'],
  ['one came on top: the last was only pushed out', 'abcd', 'xabc', false, 'x'],
  ['one moved down within', 'abcd', 'bcad', false, 'a'],
  ['one moved up within', 'abcd', 'dabc', false, 'd'],
  ['one was exchanged for another', 'abcd', 'axcd', false, 'bx'],
  ['two changed places: one of them is enough', 'abcd', 'bacd', false, 'a'],
  ['everything is different', 'abcd', 'wxyz', false, 'abcdwxyz'],
  ['one came at the end of the list', 'abcd', 'abcde', true, 'e'],
  ['the last of the list went', 'abcd', 'abc', true, 'd'],
  ['the same, where it is not the end', 'abcd', 'abc', false, ''],
  ['an empty list stays empty', '', '', true, ''],
])('%s', (_, shown, fetched, isEnd, displaced) => {
  expect([...outOfPlace([...shown], [...fetched], isEnd)].sort().join('')).toBe(displaced);
});
