import { clockOf, minuteOf, spanOf, spanSince, wordsSince } from './time';

const now = Date.parse('2026-11-23T15:42:07.400Z');
const ago = (seconds: number) => new Date(now - seconds * 1000).toISOString();

test.each([
  [-50, '0.0 s'],
  [300, '0.3 s'],
  [9_900, '9.9 s'],
  [9_960, '10 s'],
  [59_000, '59 s'],
  [240_000, '4 min'],
  [5_340_000, '89 min'],
  [6 * 3_600_000, '6 h'],
  [6 * 86_400_000, '6 d'],
])('%i ms is %s', (ms, said) => expect(spanOf(ms)).toBe(said));

test.each([
  [null, '–'],
  [ago(4), '4 s'],
  [ago(44 * 60), '44 min'],
  [ago(-10), '0 s'],
])('since %s is %s', (at, said) => expect(spanSince(at, now)).toBe(said));

test.each([
  [1, '1 second'],
  [42, '42 seconds'],
  [60, '1 minute'],
  [240, '4 minutes'],
  [7_200, '2 hours'],
  [3 * 86_400, '3 days'],
])('%i s in words is %s', (seconds, said) => expect(wordsSince(ago(seconds), now)).toBe(said));

test.each([
  ['2026-11-23T15:38:02.123Z', '15:38:02'],
  ['2026-11-22T15:38:02.123Z', '2026-11-22 15:38:02'],
  [null, '–'],
])('%s on the clock is %s', (at, said) => expect(clockOf(at, now)).toBe(said));

test('the minute is that of UTC', () => expect(minuteOf('2026-11-23T23:59:59.999Z')).toBe('23:59'));
