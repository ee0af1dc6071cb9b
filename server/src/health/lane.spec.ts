import { expect, test } from '@jest/globals';
import { Lane } from './lane.js';

test('so many are under way at once, the others follow in order, and a place that is left goes to who waits first', async () => {
  const lane = new Lane(2);
  const entered: number[] = [];
  const enter = async (name: number) => {
    await lane.enter();
    entered.push(name);
  };
  const all = [1, 2, 3, 4].map(enter);
  await Promise.all(all.slice(0, 2));
  expect(entered).toEqual([1, 2]);
  lane.leave();
  await all[2];
  expect(entered).toEqual([1, 2, 3]);
  lane.leave();
  await all[3];
  expect(entered).toEqual([1, 2, 3, 4]);
});

test('a place that nobody waits for is there for the next, at once', () => {
  const lane = new Lane(1);
  expect(lane.enter()).toBeUndefined();
  lane.leave();
  expect(lane.enter()).toBeUndefined();
  expect(lane.enter()).toBeInstanceOf(Promise);
});
