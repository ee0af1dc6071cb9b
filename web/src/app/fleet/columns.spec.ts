import { ariaSortOf, columns, columnsOf, fitting, namesOf, sortAfterClick, withColumn } from './columns';

const column = (id: string) => columns.find((each) => each.id === id) ?? { id, name: id, leastPx: 0 };

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
  ['health', '-health,hostname', 'descending'],
])('%s while it is sorted by %s is %s', (id, sort, said) => expect(ariaSortOf(column(id), sort)).toBe(said));

function ids(chosen: readonly { id: string }[]): string {
  return chosen.map(({ id }) => id).join(',');
}

const usual = 'health,hostname,address,lifecycle,region,owner,latency,why';

test.each([
  ['', usual],
  ['owner,hostname', 'owner,hostname'],
  ['owner,tags', 'hostname,owner,tags'],
  ['hostname,hostname,colour', 'hostname'],
  ['colour', usual],
])('an address that says "%s" shows %s', (names, shown) => expect(ids(columnsOf(names))).toBe(shown));

test('the usual columns need not be said', () => {
  expect(namesOf(columnsOf(''))).toBeNull();
  expect(namesOf(columnsOf('hostname,owner'))).toBe('hostname,owner');
});

test.each([
  ['tags', 'hostname,owner', 'hostname,owner,tags'],
  ['health', 'hostname,owner', 'health,hostname,owner'],
  ['owner', 'hostname,owner', 'hostname'],
  ['hostname', 'hostname,owner', 'hostname,owner'],
])('%s toggled in %s', (id, before, after) => expect(ids(withColumn(columnsOf(before), id))).toBe(after));

test.each([
  [1_200, usual],
  [900, 'health,hostname,address,lifecycle,owner,latency,why'],
  [542, 'health,hostname,lifecycle,latency'],
  [100, 'health,hostname,lifecycle'],
])('in %d pixels are %s', (width, shown) => expect(ids(fitting(columnsOf(''), width))).toBe(shown));
