import { aCredential } from '../../test/credential-fixtures';
import { ageOf, endOf } from './age';

const now = Date.parse('2026-06-30T12:00:00Z');

test.each([
  ['a new one', { createdAt: '2026-06-30T09:00:00Z' }, { days: 0, tone: 'plain' }],
  ['one of half a year', { createdAt: '2026-01-01T12:00:00Z' }, { days: 180, tone: 'poor' }],
  [
    'one that was rotated',
    { createdAt: '2025-01-01T12:00:00Z', rotatedAt: '2026-06-20T12:00:00Z' },
    { days: 10, tone: 'plain' },
  ],
  ['one beyond its schedule', { createdAt: '2026-06-20T12:00:00Z', rotateEveryDays: 7 }, { days: 10, tone: 'poor' }],
])('the age of %s', (_, fields, age) => {
  expect(ageOf(aCredential(fields), now)).toEqual(age);
});

test.each([
  [null, null],
  ['2026-12-30T12:00:00Z', { days: 183, tone: 'plain' }],
  ['2026-07-05T12:00:00Z', { days: 5, tone: 'poor' }],
  ['2026-06-29T12:00:00Z', { days: -1, tone: 'bad' }],
])('it ends %s', (expiresAt, end) => {
  expect(endOf(aCredential({ expiresAt }), now)).toEqual(end);
});
