import fc from 'fast-check';
import { piecesOf } from './highlight';

test.each([
  ['health:unhealthy web', '[health:]unhealthy web'],
  ['-health:healthy tag:env:prod', '[-health:]healthy [tag:]env:prod'],
  ['(group:edge OR owner:core)', '([group:]edge OR [owner:]core)'],
  ['10.2.0.0/16 12:30', '10.2.0.0/16 12:30'],
])('%s', (q, shown) => {
  const pieces = piecesOf(q);
  expect(pieces.map(({ text, isField }) => (isField ? `[${text}]` : text)).join('')).toBe(shown);
});

test('nothing is lost and nothing is added', () => {
  fc.assert(
    fc.property(
      fc.string(),
      (q) =>
        piecesOf(q)
          .map(({ text }) => text)
          .join('') === q,
    ),
  );
});
