import { changesSince, matchOf } from './comparison.js';

const all = new Set([22, 80, 443]);

test.each([
  ['nothing is otherwise', [22], 'a', [22], 'a', []],
  ['a port more', [22], 'a', [22, 80], 'a', [{ what: 'port-opened', port: 80 }]],
  ['a port less', [22, 80], 'a', [22], 'a', [{ what: 'port-closed', port: 80 }]],
  ['another key', [22], 'a', [22], 'b', [{ what: 'host-key', before: 'a', after: 'b' }]],
  ['a key that was not heard this time', [22], 'a', [22], null, []],
  ['a key for the first time', [22], null, [22], 'a', []],
])('%s', (_, before, beforeKey, now, nowKey, changes) =>
  expect(
    changesSince(
      { openPorts: before, hostKey: beforeKey },
      { openPorts: now, hostKey: nowKey },
      { before: all, now: all },
    ),
  ).toEqual(changes),
);

test('a port that one of the two did not ask for is no change', () => {
  const none = { hostKey: null };
  const asked = { before: new Set([22, 80]), now: new Set([22, 443]) };
  expect(changesSince({ openPorts: [22, 80], ...none }, { openPorts: [22, 443], ...none }, asked)).toEqual([]);
});

test.each([
  [[], false, 'new'],
  [[], true, 'known'],
  [[{ what: 'port-opened', port: 80 } as const], false, 'changed'],
  [[{ what: 'port-opened', port: 80 } as const], true, 'changed'],
])('%j of a host that is registered (%s) make it %s', (changes, isRegistered, match) =>
  expect(matchOf(changes, isRegistered)).toBe(match),
);
