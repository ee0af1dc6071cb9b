import { attributesFor, withTarget } from './targets';
import { placeOf, textOf, wordsOf } from './words';

const column = (name: string, target: string | null) => ({ name, target, samples: [] });

test('a field that another column had goes over', () => {
  const columns = [column('Name', 'hostname'), column('Alias', null), column('Rack', 'attr.Rack')];
  expect(withTarget(columns, 'Alias', 'hostname')).toEqual({ Name: null, Alias: 'hostname', Rack: 'attr.Rack' });
  expect(withTarget(columns, 'Rack', null)).toEqual({ Name: 'hostname', Alias: null, Rack: null });
});

test('any column can be an attribute of its name, and stay what it is', () => {
  expect(attributesFor(column('Rack', 'owner')).map(({ target }) => target)).toEqual(['attr.Rack']);
  expect(attributesFor(column('Rack', 'attr.place')).map(({ target }) => target)).toEqual(['attr.Rack', 'attr.place']);
});

const result = { dryRun: false, applied: true, total: 0, created: 0, updated: 0, unchanged: 0, failed: 0 };
const rest = { changeSetId: null, errors: [], errorsTruncated: false, rows: [], warnings: [] };

test.each([
  [{ created: 9_998, failed: 2 }, '9,998 created, 2 refused'],
  [{ updated: 1, unchanged: 3 }, '1 updated, 3 unchanged'],
  [{}, 'there was nothing in it'],
  [{ applied: false, created: 5, failed: 1 }, 'nothing was imported: 1 row refused'],
])('%j is told as %s', (counts, words) => expect(wordsOf({ ...result, ...rest, ...counts })).toBe(words));

const fault = {
  line: 1_204,
  column: null,
  columnNumber: null,
  pointer: '/ssh/port',
  code: 'field.max',
  message: 'too much',
};

test.each([
  [fault, 'line 1,204'],
  [{ ...fault, columnNumber: 7 }, 'line 1,204, column 7'],
  [{ ...fault, column: 'Port', columnNumber: 7 }, 'line 1,204, Port'],
])('a fault is at %s', (at, place) => expect(placeOf(at)).toBe(place));

test('faults as a text have a line each', () => {
  expect(textOf([fault, { ...fault, column: 'Port' }])).toBe(
    '1204\t\t/ssh/port\tfield.max\ttoo much\n1204\tPort\t/ssh/port\tfield.max\ttoo much\n',
  );
});
