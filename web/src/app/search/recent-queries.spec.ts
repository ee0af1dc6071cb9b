import { remembered } from './recent-queries';

test('the latest first, each once', () => {
  expect(remembered(['b', 'a'], 'c')).toEqual(['c', 'b', 'a']);
  expect(remembered(['b', 'a'], 'a')).toEqual(['a', 'b']);
});

test('not too many', () => {
  const many = Array.from({ length: 30 }, (_, i) => `q${i}`).reduce<string[]>(remembered, []);
  expect(many).toHaveLength(12);
  expect(many[0]).toBe('q29');
});
