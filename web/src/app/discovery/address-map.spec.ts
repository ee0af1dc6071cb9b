import { ScanMatch } from '../api/wire';
import { cellAt, cellUnder, cellsOf, layoutOf, nameOf, neighbour, networkOf, queryOf, stripesOf } from './address-map';

const host = (address: string, match: ScanMatch = 'new') => ({ address, match });

test.each([
  ['10.2.0.0/16', 256, 256, 1n],
  ['10.2.3.0/24', 16, 16, 1n],
  ['10.2.2.0/23', 32, 16, 1n],
  ['10.2.3.128/25', 16, 8, 1n],
  ['10.2.3.4', 1, 1, 1n],
  ['10.2.3.4/32', 1, 1, 1n],
  ['10.0.0.0/8', 256, 256, 256n],
  ['2001:db8::/120', 16, 16, 1n],
  ['2001:db8::/104', 256, 256, 256n],
])('%s is a picture of %d by %d, %d addresses a cell', (cidr, columns, rows, addressesPerCell) => {
  expect(layoutOf(cidr)).toMatchObject({ columns, rows, addressesPerCell });
});

test.each([
  ['10.2.3.0/24', '10.2.3.0', 0],
  ['10.2.3.0/24', '10.2.3.17', 17],
  ['10.2.3.0/24', '10.2.3.255', 255],
  ['10.2.3.0/24', '10.2.4.0', -1],
  ['10.2.3.0/24', '10.2.2.255', -1],
  ['10.2.3.0/24', '::1', -1],
  ['10.2.3.77/24', '10.2.3.0', 0],
  ['10.2.0.0/16', '10.2.3.4', 3 * 256 + 4],
  ['10.0.0.0/8', '10.2.3.4', 2 * 256 + 3],
  ['2001:db8::/120', '2001:db8::ff', 255],
  ['::ffff:a02:300/120', '::ffff:10.2.3.4', 4],
])('in %s %s is in cell %d', (cidr, address, cell) => expect(cellAt(layoutOf(cidr), address)).toBe(cell));

test.each([
  ['10.2.3.0/24', 17, '10.2.3.17', '10.2.3.17/32'],
  ['10.0.0.0/8', 515, '10.2.3.0/24', '10.2.3.0/24'],
  ['2001:db8::/120', 16, '2001:db8::10', '2001:db8::10/128'],
  ['2001:db8:0:1:1::/120', 0, '2001:db8:0:1:1::', '2001:db8:0:1:1::/128'],
  ['::/120', 0, '::', '::/128'],
])('of %s cell %d is %s', (cidr, cell, name, query) => {
  expect([nameOf(layoutOf(cidr), cell), queryOf(layoutOf(cidr), cell)]).toEqual([name, query]);
});

test.each([
  [['10.1.0.0/24', '10.2.0.0/24'], '10.2.0.9', '10.2.0.0/24'],
  [['10.1.0.0/24', '10.2.0.0/24'], '10.3.0.9', '10.1.0.0/24'],
  [['10.1.0.0/24', '10.2.0.0/24'], undefined, '10.1.0.0/24'],
  [['10.1.0.0/24', '2001:db8::/120'], '2001:db8::1', '2001:db8::/120'],
])('of %j with %s the first shown is %s', (cidrs, address, network) => {
  expect(networkOf(cidrs, address)).toBe(network);
});

test('each cell of a /24 is found again where its name says', () => {
  const layout = layoutOf('192.168.255.0/24');
  for (let cell = 0; cell < 256; cell += 1) expect(cellAt(layout, nameOf(layout, cell))).toBe(cell);
});

test.each([
  [0, 0, 0],
  [0.99, 0, 15],
  [0, 0.99, 240],
  [1, 0, -1],
  [-0.01, 0.5, -1],
])('the point %d, %d is in cell %d', (x, y, cell) => expect(cellUnder(layoutOf('10.2.3.0/24'), x, y)).toBe(cell));

test('a cell of several hosts shows the most remarkable of them', () => {
  const cells = cellsOf(layoutOf('10.0.0.0/8'), [
    host('10.2.3.4', 'known'),
    host('10.2.3.5', 'new'),
    host('10.2.3.6', 'missing'),
    host('10.9.0.1', 'changed'),
    host('11.0.0.1'),
  ]);
  expect([...cells]).toEqual([
    [515, { match: 'new', addresses: ['10.2.3.4', '10.2.3.5', '10.2.3.6'] }],
    [9 * 256, { match: 'changed', addresses: ['10.9.0.1'] }],
  ]);
});

test('one goes from host to host, and stays where there is none further', () => {
  const cells = cellsOf(layoutOf('10.2.3.0/24'), [host('10.2.3.9'), host('10.2.3.2'), host('10.2.3.40')]);
  expect([neighbour(cells, 0, 1), neighbour(cells, 2, 1), neighbour(cells, 40, 1)]).toEqual([2, 9, 40]);
  expect([neighbour(cells, 40, -1), neighbour(cells, 2, -1)]).toEqual([9, 2]);
});

test('as text the picture is its rows, without those where nobody is', () => {
  const hosts = [host('10.2.9.1', 'known'), host('10.2.3.4'), host('10.2.3.5'), host('10.3.0.0')];
  expect(stripesOf(layoutOf('10.2.0.0/16'), hosts)).toEqual([
    { name: '10.2.3.0/24', query: '10.2.3.0/24', counts: { new: 2, known: 0, changed: 0, missing: 0 } },
    { name: '10.2.9.0/24', query: '10.2.9.0/24', counts: { new: 0, known: 1, changed: 0, missing: 0 } },
  ]);
  expect(stripesOf(layoutOf('10.2.3.0/24'), [host('10.2.3.17')])[0]?.name).toBe('10.2.3.16/28');
});
