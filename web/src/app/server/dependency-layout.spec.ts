import fc from 'fast-check';
import { aGraph } from '../../test/fixtures';
import { folded } from './dependency-fold';
import { boxHeight, drawn, labelsOf } from './dependency-layout';

const drawing = (edges: string) => drawn(folded(aGraph(edges)));

/** The columns from left to right, each from top to bottom by name. */
function columns(edges: string): string {
  const byMiddle = new Map<number, string[]>();
  for (const { id, x, width } of drawing(edges).servers) {
    const middle = Math.round(x + width / 2);
    byMiddle.set(middle, [...(byMiddle.get(middle) ?? []), id]);
  }
  return [...byMiddle]
    .sort(([one], [other]) => one - other)
    .map(([, ids]) => ids.sort().join(''))
    .join(' ');
}

test.each([
  ['what it needs is left of it', 'a>b', 'b a'],
  ['who needs it is right of it', 'b>a', 'a b'],
  ['several abreast', 'a>b a>c x>a y>a', 'bc a xy'],
  ['a chain', 'a>b b>c c>d', 'd c b a'],
  ['the longest way decides', 'a>b b>c a>c', 'c b a'],
  ['a diamond', 'a>b a>c b>d c>d', 'd bc a'],
])('%s', (_, edges, expected) => expect(columns(edges)).toBe(expected));

test('an arrow goes from the side of who needs to the side of what is needed, and its middle lies between', () => {
  const { arrows, servers } = drawing('web>db');
  const [web, db] = ['web', 'db'].map((id) => servers.find((box) => box.id === id));
  const [arrow] = arrows;
  const y = (web?.y ?? 0) + boxHeight / 2;
  expect(arrow).toMatchObject({ from: 'web', to: 'db', middle: { y } });
  expect(arrow?.path).toMatch(new RegExp(`^M${web?.x} ${y}C.* ${(db?.x ?? 0) + (db?.width ?? 0)} ${y}$`));
  expect(arrow?.middle.x).toBeGreaterThan((db?.x ?? 0) + (db?.width ?? 0));
  expect(arrow?.middle.x).toBeLessThan(web?.x ?? 0);
});

test('no two boxes overlap, all lie within the drawing, and the same graph is drawn the same', () => {
  const letter = fc.constantFrom(...'abcdefgh');
  const edge = fc.tuple(letter, letter).filter(([one, other]) => one < other);
  fc.assert(
    fc.property(fc.array(edge, { minLength: 1, maxLength: 14 }), (pairs) => {
      const edges = ['a>b', ...pairs.map(([one, other]) => `${one}>${other}`)].join(' ');
      const { width, height, servers } = drawing(edges);
      for (const [at, box] of servers.entries()) {
        expect(box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + boxHeight <= height).toBe(true);
        for (const other of servers.slice(at + 1)) {
          const isApart =
            box.x + box.width <= other.x ||
            other.x + other.width <= box.x ||
            box.y + boxHeight <= other.y ||
            other.y + boxHeight <= box.y;
          expect(isApart).toBe(true);
        }
      }
      expect(drawing(edges)).toEqual(drawing(edges));
    }),
    { numRuns: 60 },
  );
});

test.each([
  ['first labels', 'web-1.example.com db.example.com', 'web-1 db'],
  [
    'whole names where first labels are alike',
    'db.eu.example.com db.us.example.com',
    'db.eu.example.com db.us.example.com',
  ],
  ['of a long name both ends', 'a-very-long-name-of-a-server-12', 'a-very-long…-server-12'],
])('%s', (_, hostnames, labels) => {
  expect(labelsOf(hostnames.split(' ').map((hostname) => ({ hostname }))).join(' ')).toBe(labels);
});
