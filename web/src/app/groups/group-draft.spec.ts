import { aGroup, links } from '../../test/group-fixtures';
import { GroupDraft, definitionOf, groupChangesOf, groupDraftOf, nestable, newGroup } from './group-draft';

test('a new one says what it is', () => {
  expect(definitionOf({ ...newGroup, name: ' edge ' })).toEqual({
    name: 'edge',
    description: null,
    query: null,
    children: [],
  });
});

const found = groupDraftOf(aGroup('edge', { kind: 'dynamic', query: 'role:edge' }));

test.each<[string, Partial<GroupDraft>, object]>([
  ['nothing', {}, {}],
  ['the query', { query: ' role:gw ' }, { query: 'role:gw' }],
  ['that nobody is found by a query any more', { isDynamic: false }, { query: null }],
  ['what is nested', { children: links('core') }, { children: ['id-core'] }],
])('changing %s', (_, over, body) => expect(groupChangesOf(found, { ...found, ...over })).toEqual(body));

test('a group cannot hold itself, nor what holds it', () => {
  const groups = [
    aGroup('all', { children: links('core') }),
    aGroup('core', { parents: links('all'), children: links('edge') }),
    aGroup('edge', { parents: links('core') }),
    aGroup('lone'),
    aGroup('held'),
  ];
  const names = (self: number, held: string[]) =>
    nestable(groups, groups[self] ?? null, links(...held)).map(({ name }) => name);
  expect(names(2, ['held'])).toEqual(['lone']);
  expect(names(0, ['core'])).toEqual(['edge', 'lone', 'held']);
  expect(names(-1, [])).toHaveLength(5);
});
