import { Impact } from '../api/wire';
import { impactOf, restQuery, termOf } from './dependency-words';

const none: Impact = { total: 0, exact: true, pageable: 0, byLifecycle: [], byOwner: [], byHealth: [], servers: [] };
const owners = (text: string) =>
  text.split(' ').map((word) => {
    const [owner = '', count = ''] = word.split(':');
    return { owner: owner === '-' ? null : owner, count: Number(count) };
  });

test.each<[string, Partial<Impact>, string]>([
  ['nobody', {}, 'No server would be hit'],
  ['one, of no owner', { total: 1, byOwner: owners('-:1') }, '[1 server] would be hit'],
  [
    'some',
    { total: 3, pageable: 2, byOwner: owners('core:2 data:1') },
    '[3 servers] would be hit, [2 of them pageable]; owners [core 2], [data 1]',
  ],
  [
    'all pageable, of one owner',
    { total: 3, pageable: 3, byOwner: owners('core:3') },
    '[3 servers] would be hit, [all of them pageable]; owner [core 3]',
  ],
  [
    'some without an owner',
    { total: 3, byOwner: owners('core:2 -:1') },
    '[3 servers] would be hit; owners [core 2], [nobody 1]',
  ],
  [
    'many owners',
    { total: 21, byOwner: owners('a:6 b:5 c:4 d:3 e:2 f:1') },
    '[21 servers] would be hit; owners [a 6], [b 5], [c 4], [d 3] and 2 more owners',
  ],
  ['too many to count', { total: 50_000, exact: false }, '[more than 50,000 servers] would be hit'],
])('%s', (_, impact, sentence) => {
  const pieces = impactOf({ ...none, ...impact }, 'db-01');
  expect(pieces.map(({ text, q }) => (q ? `[${text}]` : text)).join('')).toBe(sentence);
});

test('every number leads to the query behind it', () => {
  const impact = { ...none, total: 3, pageable: 2, byOwner: owners('core:2 -:1') };
  expect(impactOf(impact, 'db-01').flatMap(({ q }) => q ?? [])).toEqual([
    'downstreamOf:db-01',
    'downstreamOf:db-01 pageable:true',
    'downstreamOf:db-01 owner:core',
    'downstreamOf:db-01 -owner:*',
  ]);
});

test.each([
  ['downstream', 1, 'dependsOn:db-01'],
  ['upstream', 1, 'dependencyOf:db-01'],
  ['downstream', 2, 'downstreamOf:db-01'],
  ['upstream', 3, 'upstreamOf:db-01'],
] as const)('those %s %i steps away are found by %s', (direction, depth, q) => {
  expect(restQuery({ id: '', direction, depth, count: 5 }, 'db-01')).toBe(q);
});

test.each([
  ['core', 'owner:core'],
  ['Zoë', 'owner:Zoë'],
  ['team a', 'owner:"team a"'],
  ['a*', 'owner:"a*"'],
  ['say "hi" \\o/', 'owner:"say \\"hi\\" \\\\o/"'],
  ['>=5', 'owner:">=5"'],
])('%s is spelt %s', (value, term) => expect(termOf('owner', value)).toBe(term));
