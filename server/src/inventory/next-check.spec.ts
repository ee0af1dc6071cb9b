import fc from 'fast-check';
import { nextCheckAt, phaseParts } from './next-check.js';

test.each([
  ['later in this interval', 1_000, 10, phaseParts / 2, 5_000],
  ['already over: in the next one', 6_000, 10, phaseParts / 2, 15_000],
  ['exactly now is over', 5_000, 10, phaseParts / 2, 15_000],
])('%s', (_, now, interval, phase, at) => {
  expect(nextCheckAt(now, interval, phase)).toBe(at);
});

test('is always ahead, and never further than one interval', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 4e12 }),
      fc.integer({ min: 1, max: 86_400 }),
      fc.integer({ min: 0, max: phaseParts - 1 }),
      (now, interval, phase) => {
        const ahead = nextCheckAt(now, interval, phase) - now;
        expect(ahead).toBeGreaterThan(0);
        expect(ahead).toBeLessThanOrEqual(interval * 1_000);
      },
    ),
  );
});
