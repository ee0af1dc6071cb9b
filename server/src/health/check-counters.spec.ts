import { MemoryCache } from '../cache/memory-cache.js';
import { CheckCounters, ratesOf } from './check-counters.js';

const none = [0, 0, 0, 0, 0, 0, 0];

test.each([
  ['a minute', [600, 100, 100, 100, 100, 100, 100], false, 10],
  ['a minute, told by a process that is younger than the counting', [600, 100, 100, 100, 100, 100, 100], true, 10],
  ['the slice in which the counting began is left out', [0, 0, 0, 7, 100, 100, 100], true, 10],
  ['an older process knows that nothing was to be looked at before', [0, 0, 0, 0, 0, 0, 60], false, 1],
  ['a fleet without checks', none, false, 0],
  ['nothing counted yet', none, true, null],
  ['only the slice in which the counting began', [0, 0, 0, 0, 0, 0, 60], true, null],
])('%s', (_, looks, isYoung, perSecond) => {
  expect(ratesOf(looks, none, isYoung).perSecond).toBe(perSecond);
});

test('failures are counted over the same seconds', () =>
  expect(ratesOf([0, 0, 0, 0, 50, 100, 100], [0, 0, 0, 0, 50, 10, 0], true)).toEqual({
    perSecond: 10,
    failedPerSecond: 0.5,
  }));

test('what is counted is told once its ten seconds are over', async () => {
  const counters = new CheckCounters(new MemoryCache());
  const now = Date.now();
  await counters.count(now, 5, 1);
  await counters.count(now + 10_000, 60, 5);
  await counters.count(now + 10_000, 40, 5);
  expect(await counters.rates(now + 10_000)).toEqual({ perSecond: null, failedPerSecond: null });
  expect(await counters.rates(now + 20_000)).toEqual({ perSecond: 10, failedPerSecond: 1 });
});
