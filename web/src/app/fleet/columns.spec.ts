import { ariaSortOf, columns, sortAfterClick } from './columns';

const column = (id: string) => columns.find((each) => each.id === id) ?? { id, name: id };

test.each([
  ['health', 'hostname', '-health'],
  ['health', '-health', 'health'],
  ['health', 'health', '-health'],
  ['hostname', '-health', 'hostname'],
  ['hostname', 'hostname', '-hostname'],
  ['hostname', '-hostname', 'hostname'],
])('a click on %s while it is sorted by %s', (id, sort, after) => {
  expect(sortAfterClick(column(id), sort)).toBe(after);
});

test.each([
  ['hostname', 'hostname', 'ascending'],
  ['hostname', '-hostname', 'descending'],
  ['health', 'hostname', null],
  ['latency', 'hostname', null],
])('%s while it is sorted by %s is %s', (id, sort, said) => expect(ariaSortOf(column(id), sort)).toBe(said));
