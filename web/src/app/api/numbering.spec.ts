import { verdictOn } from './numbering';

/** What is made of the messages that came, by their numbers: `.` next, `G` gap, `=` heard before. */
function played(numbers: number[]): string {
  let position = { seq: 0, cursor: 'c0' };
  return numbers
    .map((seq) => {
      const verdict = verdictOn(position, { seq, cursor: `c${seq}` });
      if (verdict.kind === 'next') position = verdict.position;
      return { next: '.', gap: 'G', again: '=' }[verdict.kind];
    })
    .join('');
}

test.each([
  ['in order', [1, 2, 3], '...'],
  ['one missing', [1, 3], '.G'],
  ['the first missing', [2], 'G'],
  ['the same twice', [1, 1, 2], '.=.'],
  ['an old one late', [1, 2, 1, 3], '..=.'],
  ['after a gap nothing is believed until it is mended', [1, 3, 4], '.GG'],
])('%s', (_, numbers, expected) => expect(played(numbers)).toBe(expected));

test('the position moves to the message’s cursor', () => {
  expect(verdictOn({ seq: 4, cursor: 'a' }, { seq: 5, cursor: 'b' })).toEqual({
    kind: 'next',
    position: { seq: 5, cursor: 'b' },
  });
});
