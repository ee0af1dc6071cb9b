import { counted, latencyOf, percentOf, rateOf, totalOf } from './number';

test.each([
  [0.9994, '99.94 %'],
  [1, '100.00 %'],
  [0.999999, '99.99 %'],
  [0, '0.00 %'],
])('%f is %s: what is not quite all is not rounded to all', (share, said) => expect(percentOf(share)).toBe(said));

test.each([
  [null, '–'],
  [0.04, '0.1 ms'],
  [0.44, '0.4 ms'],
  [3.2, '3 ms'],
  [1811, '1,811 ms'],
])('%s is %s', (ms, said) => expect(latencyOf(ms)).toBe(said));

test('an estimate says that it is one', () => {
  expect(totalOf({ value: 12480, exact: false })).toBe('~12,480');
  expect(totalOf({ value: 261, exact: true })).toBe('261');
});

test('one server, two servers', () => {
  expect(counted(1, 'server')).toBe('1 server');
  expect(counted(2000, 'server')).toBe('2,000 servers');
});

test('rates', () => {
  expect(rateOf(416.4)).toBe('416/s');
  expect(rateOf(6.14)).toBe('6.1/s');
  expect(rateOf(null)).toBe('–');
});
