import { expect, test } from '@jest/globals';
import { Lane } from './lane.js';

test('so many are under way at once, the others follow in order, and one that fails frees its place', async () => {
  const lane = new Lane(2);
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const run = (name: number) =>
    lane.run(() => {
      begun.push(name);
      return new Promise<void>((resolve, reject) => ends.push(name === 1 ? () => reject(new Error('no')) : resolve));
    });
  const all = [1, 2, 3, 4].map(run);
  const outcomes = Promise.allSettled(all);
  expect(begun).toEqual([1, 2]);
  ends[0]?.();
  await expect(all[0]).rejects.toThrow('no');
  expect(begun).toEqual([1, 2, 3]);
  ends[1]?.();
  await all[1];
  expect(begun).toEqual([1, 2, 3, 4]);
  ends.slice(2).forEach((end) => end());
  expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled']);
  await lane.run(() => Promise.resolve());
});
