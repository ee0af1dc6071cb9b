import { Parameters, isChanged, pageAt, parametersOf, queryIn } from './view-state';

test.each([
  ['/servers', 'servers'],
  ['/audit', 'audit'],
  ['/servers/id-1', null],
  ['/', null],
])('at %s views of %s are kept', (path, page) => expect(pageAt(path)).toBe(page));

test.each<[string, Parameters]>([
  ['nothing', {}],
  ['a query', { q: 'owner:core' }],
  ['all of it', { q: 'a b', sort: '-health', columns: 'hostname,owner' }],
])('%s is shown as it was kept', (_, parameters) => {
  const shown = parametersOf('servers', queryIn('servers', parameters));
  const said = Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== null));
  expect(said).toEqual(parameters);
  expect(isChanged('servers', queryIn('servers', parameters), parameters)).toBe(false);
});

test('what is not said goes from the address', () => {
  expect(parametersOf('servers', { q: 'a', sort: '', columns: [], groupBy: [] })).toEqual({
    q: 'a',
    sort: null,
    columns: null,
  });
});

test('the filters of the audit are kept, and nothing else', () => {
  const query = queryIn('audit', { action: 'server.*', field: 'owner', actorName: 'a@b', view: 'x', cursor: 'y' });
  expect(query.q).toBe('action=server.*&actorName=a%40b&field=owner');
  expect(parametersOf('audit', query)).toMatchObject({
    action: 'server.*',
    actorName: 'a@b',
    field: 'owner',
    to: null,
  });
});

test.each<[string, Parameters, boolean]>([
  ['the same', { q: 'a', sort: '-health' }, false],
  ['seen at another time', { q: 'a', sort: '-health', asOf: '2026-11-23T12:00:00Z', view: 'id' }, false],
  ['another query', { q: 'b', sort: '-health' }, true],
  ['another order', { q: 'a' }, true],
  ['other columns', { q: 'a', sort: '-health', columns: 'hostname' }, true],
])('%s', (_, parameters, expected) => {
  expect(isChanged('servers', { q: 'a', sort: '-health', columns: [], groupBy: [] }, parameters)).toBe(expected);
});
