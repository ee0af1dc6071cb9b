import { areaOf, lineOf } from './spark-line';

test.each([
  ['nothing to draw yet', [], ''],
  ['one value is no line', [4], ''],
  ['from low to high', [0, 10], 'M0.0 26.0L96.0 2.0'],
  ['a flat line is in the middle', [5, 5, 5], 'M0.0 14.0L48.0 14.0L96.0 14.0'],
])('%s', (_, values, path) => expect(lineOf(values, 96, 28)).toBe(path));

test('the area ends on the foot', () => expect(areaOf([0, 10], 96, 28)).toBe('M0.0 26.0L96.0 2.0L96 28L0 28Z'));
