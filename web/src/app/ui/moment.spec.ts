import { noon } from '../../test/fixtures';
import { boxed, momentIn, named, unboxed } from './moment';

const now = Date.parse(noon);
const hour = 3_600_000;

test.each([
  [undefined, null],
  ['', null],
  ['yesterday', null],
  ['2026-11-23', null],
  ['2026-13-40T10:00:00Z', null],
  ['2026-11-23T10:00:00Z', '2026-11-23T10:00:00Z'],
  ['2026-11-23T10:00:00.250Z', '2026-11-23T10:00:00Z'],
  ['2026-11-23T10:00:00+02:00', '2026-11-23T08:00:00Z'],
  ['2026-11-23T12:00:01Z', null],
])('the address %s means %s', (text, meant) => {
  const moment = momentIn(text, now);
  expect(moment === null ? null : named(moment)).toBe(meant);
});

test('a box for a date and a time is in UTC', () => {
  expect(boxed(now)).toBe('2026-11-23T12:00:00');
  expect(unboxed('2026-11-23T11:30', now)).toBe(now - hour / 2);
  expect(unboxed('2026-11-23T11:30:15', now)).toBe(now - hour / 2 + 15_000);
  expect(unboxed('2026-11-23T11:30:15.000', now)).toBe(now - hour / 2 + 15_000);
  expect(unboxed('', now)).toBeNull();
  expect(unboxed('2026-11-24T11:30', now)).toBeNull();
});
