import { aGroup, links } from '../../test/group-fixtures';
import { Branch, branchesOf, flatOf } from './tree';

/** all holds core and edge; core holds edge too. */
const groups = [
  aGroup('all', { children: links('core', 'edge') }),
  aGroup('core', { parents: links('all'), children: links('edge') }),
  aGroup('edge', { parents: links('all', 'core') }),
  aGroup('lone'),
];

const drawn = (branches: Branch[]) =>
  branches.map(
    ({ depth, link, canOpen, isOpen }) => `${'-'.repeat(depth)}${link.name}${canOpen ? (isOpen ? '▾' : '▸') : ''}`,
  );

test.each<[string, string[], string[]]>([
  ['folded', [], ['all▸', 'lone']],
  ['opened', ['id-all'], ['all▾', '-core▸', '-edge', 'lone']],
  ['all the way', ['id-all', 'id-all/id-core'], ['all▾', '-core▾', '--edge', '-edge', 'lone']],
])('%s', (_, opened, rows) => expect(drawn(branchesOf(groups, new Set(opened)))).toEqual(rows));

test('one that was not fetched yet stands there by its name', () => {
  const [, edge] = branchesOf([aGroup('all', { children: links('edge') })], new Set(['id-all']));
  expect([edge?.link.name, edge?.group]).toEqual(['edge', null]);
});

test('a circle ends where it began', () => {
  const circle = [
    aGroup('top', { children: links('a') }),
    aGroup('a', { parents: links('top'), children: links('top') }),
  ];
  expect(drawn(branchesOf(circle, new Set(['id-top', 'id-top/id-a'])))).toEqual(['top▾', '-a▾']);
});

test('what was found stands flat', () => expect(drawn(flatOf(groups))).toEqual(['all', 'core', 'edge', 'lone']));
