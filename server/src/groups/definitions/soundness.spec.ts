import fc from 'fast-check';
import { aroundOf, nestedIn, type Definition, type Definitions } from './definition.js';
import { deepest, referring, unsoundness } from './soundness.js';

/** `a > b c` holds b and c; `a ~ query` has a query. The id of each is its name. */
function groups(...texts: string[]): Definitions {
  return new Map(
    texts.map((text): [string, Definition] => {
      const [, name = '', , children = '', , query = null] = /^(\S+)( > ([^~]*))?( ~ (.*))?$/.exec(text) ?? [];
      return [name, group(name, children.split(' ').filter(Boolean), query)];
    }),
  );
}

function group(name: string, children: string[], query: string | null): Definition {
  const at = new Date(0);
  return { id: name, name, description: null, query, children, createdAt: at, updatedAt: at, version: 1 };
}

const names = (definitions: Definition[]) => definitions.map(({ name }) => name).join(' ');

test.each([
  [['a', 'b'], undefined],
  [['a > b', 'b > c', 'c'], undefined],
  [['a > b c', 'b > d', 'c > d', 'd'], undefined],
  [['a > a'], 'cycle: a a'],
  [['a > b', 'b > c', 'c > a'], 'cycle: a b c a'],
  [['x > a', 'a > b', 'b > a'], 'cycle: a b a'],
  [['a ~ role:web', 'b ~ group:a OR owner:x'], undefined],
  [['a ~ group:a'], 'cycle: a a'],
  [['a ~ group:b', 'b > c', 'c ~ -(x GROUP:"A")'], 'cycle: a b c a'],
  [['a ~ group:z*'], undefined],
  [['edge-1 ~ group:edge*'], 'cycle: edge-1 edge-1'],
  [['a ~ group:*'], 'cycle: a a'],
  [['a ~ group:nobody'], 'dangling: a nobody'],
  [['a ~ this is (not readable'], undefined],
])('of %j it is wrong that: %s', (texts, expected) => {
  const wrong = unsoundness(groups(...texts));
  const told = wrong && (wrong.kind === 'dangling' ? `${wrong.group.name} ${wrong.name}` : names(wrong.way));
  expect(wrong && `${wrong.kind}: ${told}`).toBe(expected);
});

test('so many in a row and no more', () => {
  const row = (length: number) =>
    groups(...Array.from({ length }, (_, at) => (at + 1 < length ? `g${at} ~ group:g${at + 1}` : `g${at}`)));
  expect(unsoundness(row(deepest))).toBeUndefined();
  expect(unsoundness(row(deepest + 1))).toMatchObject({ kind: 'depth' });
});

test('who leads to a group: by nesting, or by its name in a query', () => {
  const all = groups('a > b', 'c ~ group:b', 'd ~ group:"B" x', 'e ~ group:b*', 'b', 'f > c');
  expect(names(referring(all, 'b'))).toBe('a c d');
});

test('what is nested and what is around, whatever the nesting', () => {
  const edges = fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 20 });
  fc.assert(
    fc.property(edges, (pairs) => {
      const children = (from: number) => pairs.filter(([parent]) => parent === from).map(([, child]) => String(child));
      const all = new Map(Array.from({ length: 10 }, (_, at) => [String(at), group(String(at), children(at), null)]));
      for (const id of all.keys())
        for (const other of all.keys())
          expect(aroundOf(all, [other]).has(id)).toBe(nestedIn(all, [id]).some((each) => each.id === other));
    }),
  );
});
