import { expect, test } from '@jest/globals';
import { filling, fillingsAfter, groupsOf, mayFill, valuesOf, type FactValues } from './facts.js';

const kernel = (value?: string): FactValues => (value === undefined ? {} : { 'os.kernel': value });

test.each([
  ['what nobody declared is filled', undefined, undefined, '6.1', '6.1'],
  ['what somebody declared stays', '5.10', undefined, '6.1', undefined],
  ['what was filled follows', '6.1', '6.1', '6.8', '6.8'],
  ['what was filled and is seen again stays', '6.1', '6.1', '6.1', undefined],
  ['what somebody declared after it was filled stays', '5.10', '6.1', '6.8', undefined],
  ['what somebody emptied is filled again', undefined, '6.1', '6.1', '6.1'],
  ['what was not observed fills nothing', undefined, undefined, undefined, undefined],
  ['what is no longer observed stays filled', '6.1', '6.1', undefined, undefined],
])('%s', (_, declared, filled, observed, expected) => {
  expect(filling(kernel(declared), kernel(filled), kernel(observed))).toEqual(kernel(expected));
});

test('a server that says something else each time is followed twelve times an hour', () => {
  const at = (minute: number) => new Date(60_000 * minute);
  let fillings: Date[] = [];
  let followed = 0;
  for (let minute = 0; minute < 120; minute++) {
    if (!mayFill(fillings, at(minute))) continue;
    fillings = fillingsAfter(fillings, at(minute));
    followed++;
  }
  expect(followed).toBe(24);
  expect(fillings).toHaveLength(12);
});

test('values stand in the groups of a server, and groups are read as values', () => {
  const values: FactValues = { 'os.kernel': '6.1', 'hardware.cpuCores': 4 };
  expect(groupsOf(values)).toEqual({ os: { kernel: '6.1' }, hardware: { cpuCores: 4 } });
  expect(valuesOf({ os: { kernel: '6.1', name: null }, hardware: { cpuCores: 4 } })).toEqual(values);
  expect(valuesOf({ os: null, hardware: null })).toEqual({});
  expect(groupsOf({})).toEqual({});
});
