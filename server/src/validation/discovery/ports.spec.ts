import { portsIn, written } from './ports.js';

test.each([
  [
    [443, 22],
    [22, 443],
  ],
  [
    ['22', ' 80 '],
    [22, 80],
  ],
  [
    ['8000-8003', 8001, 22],
    [22, 8000, 8001, 8002, 8003],
  ],
  [['65535'], [65535]],
])('%j are the ports %j', (given, ports) => expect(portsIn(given)).toEqual(ports));

test.each([
  [[0], '/ports/0'],
  [[22, 65_536], '/ports/1'],
  [['22-'], '/ports/0'],
  [['90-80'], '/ports/0'],
  [['http'], '/ports/0'],
  [[1.5], '/ports/0'],
  [[null], '/ports/0'],
  [[['22']], '/ports/0'],
  [[], '/ports'],
  [['1-65535'], '/ports'],
  [['1-600', '1000-1500'], '/ports'],
])('%j is refused at %s', (given, pointer) =>
  expect(() => portsIn(given)).toThrow(
    expect.objectContaining({ status: 400, errors: [expect.objectContaining({ pointer })] }),
  ),
);

test.each([
  [
    [22, 80, 443],
    [22, 80, 443],
  ],
  [
    [80, 81],
    [80, 81],
  ],
  [
    [22, 8000, 8001, 8002],
    [22, '8000-8002'],
  ],
])('%j is written %j', (ports, shortest) => {
  expect(written(ports)).toEqual(shortest);
  expect(portsIn(shortest)).toEqual(ports);
});
