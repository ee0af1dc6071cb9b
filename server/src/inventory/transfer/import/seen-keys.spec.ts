import { SeenKeys } from './seen-keys.js';

test('a key is known by the line in which it was first', () => {
  const keys = new SeenKeys();
  expect([keys.seen('a', 2), keys.seen('b', 3), keys.seen('a', 4), keys.seen('a', 5), keys.seen('b', 6)]).toEqual([
    undefined,
    undefined,
    2,
    2,
    3,
  ]);
});

test('half a million keys are all new once and all known twice, in at most 34 bytes each', () => {
  const keys = new SeenKeys();
  const count = 500_000;
  for (let line = 1; line <= count; line++)
    if (keys.seen(`host-${line}`, line) !== undefined) throw new Error(`${line}`);
  for (let line = 1; line <= count; line++) if (keys.seen(`host-${line}`, 0) !== line) throw new Error(`${line}`);
  expect(keys.bytes).toBeLessThan(count * 35);
});
