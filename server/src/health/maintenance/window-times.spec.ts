import { BadRequest } from '../../http/domain-error.js';
import { requireAhead } from './window-times.js';

const now = new Date('2026-11-25T12:00:00Z');

/** What is refused, by place and code; empty when nothing is. */
function refused(from: string | undefined, until: string): string {
  try {
    requireAhead({ from, until }, now, '/params');
    return '';
  } catch (error) {
    if (!(error instanceof BadRequest)) throw error;
    return error.errors.map(({ pointer, code }) => `${pointer} ${code}`).join(', ');
  }
}

test.each([
  ['from now on', undefined, '2026-11-25T12:00:01Z', ''],
  ['from a moment ahead', '2026-11-25T13:00:00Z', '2026-11-25T14:00:00Z', ''],
  ['offsets are counted', '2026-11-25T14:00:00+01:00', '2026-11-25T14:00:00Z', ''],
  ['ends now', undefined, '2026-11-25T12:00:00Z', '/params/until maintenance.until-past'],
  ['ends as it begins', '2026-11-25T13:00:00Z', '2026-11-25T13:00:00Z', '/params/until maintenance.until-before-from'],
  ['begins in the past', '2026-11-25T11:59:59Z', '2026-11-25T13:00:00Z', '/params/from maintenance.from-past'],
  [
    'lies in the past',
    '2026-11-24T12:00:00Z',
    '2026-11-24T13:00:00Z',
    '/params/from maintenance.from-past, /params/until maintenance.until-past',
  ],
])('%s', (_, from, until, expected) => {
  expect(refused(from, until)).toBe(expected);
});
