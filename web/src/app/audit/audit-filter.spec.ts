import { noon } from '../../test/fixtures';
import { filterOf, isNarrowed } from './audit-filter';

const now = Date.parse(noon);

test.each([
  ['nothing', {}, {}],
  ['what is empty', { action: '', field: undefined }, {}],
  [
    'all of it',
    { action: 'server.*', actorName: 'a@b', field: 'owner' },
    { action: 'server.*', actorName: 'a@b', field: 'owner' },
  ],
  ['a span that ends now', { last: '24h' }, { from: '2026-11-22T12:00:00Z' }],
  ['instead of one that was given', { last: '1h', from: 'x', to: 'y' }, { from: '2026-11-23T11:00:00Z' }],
  ['no span of that name', { last: '5y', from: 'x' }, { from: 'x' }],
])('%s', (_, asked, filter) => expect(filterOf(asked, now)).toEqual(filter));

test('something is narrowed, or nothing', () => {
  expect(isNarrowed({})).toBe(false);
  expect(isNarrowed({ action: '', last: undefined })).toBe(false);
  expect(isNarrowed({ last: '1h' })).toBe(true);
});
