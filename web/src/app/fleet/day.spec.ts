import { FleetInterval } from '../api/wire';
import { barOf, shareHealthy } from './day';

const quarter = { from: '2026-11-23T06:45:00.000Z', to: '2026-11-23T07:00:00.000Z' };
const gap: FleetInterval = { ...quarter, healthy: null, degraded: null, unhealthy: null, unknown: null };

function counts(healthy: number, degraded: number, unhealthy: number, unknown: number): FleetInterval {
  return { ...quarter, healthy, degraded, unhealthy, unknown };
}

test('a bar says what it shows', () => {
  expect(barOf(counts(12_000, 0, 46, 1)).words).toBe(
    '06:45–07:00 UTC: 12,000 of 12,047 healthy, 46 unhealthy, 1 unknown',
  );
});

test('one server of many that was not healthy is still to be seen', () => {
  expect(barOf(counts(99_999, 0, 1, 0)).unhealthy).toBeGreaterThan(0.05);
  expect(barOf(counts(100_000, 0, 0, 0)).unhealthy).toBe(0);
});

test('a gap is a gap, not a failure', () => {
  expect(barOf(gap)).toMatchObject({ isGap: true, unhealthy: 0, words: '06:45–07:00 UTC: nobody was looking' });
});

test.each([
  ['nothing was watched', [gap, gap], null],
  ['gaps do not count', [gap, counts(9, 0, 1, 0)], 0.9],
  ['each interval by its size', [counts(10, 0, 0, 0), counts(0, 0, 30, 0)], 0.25],
])('%s', (_, intervals, share) => expect(shareHealthy(intervals)).toBe(share));
