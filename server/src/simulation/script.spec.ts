import fc from 'fast-check';
import { up, down, type Behaviour, type Turn } from './behaviour.js';
import { fleetOf } from './fleet.js';
import { overlaid, scriptOf } from './script.js';

const minute = 60_000;
const fleet = fleetOf(300, '127.20');

function played(seed: number, servers = fleet, untilMs = 3 * 60 * minute): Turn[][] {
  return scriptOf(seed, servers).map((script) => {
    const turns: Turn[] = [];
    for (let turn = script.next().value; turn.from < untilMs; turn = script.next().value) turns.push(turn);
    return turns;
  });
}

function at(turns: readonly Turn[], time: number): Behaviour {
  return turns.findLast(({ from }) => from <= time)!.behaviour;
}

test('the same seed and fleet fail in the same way, another seed in another', () => {
  expect(played(7)).toEqual(played(7));
  expect(played(7)).not.toEqual(played(8));
});

test('every script begins at zero and goes forward', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 40 }), (seed, count) => {
      for (const turns of played(seed, fleetOf(count, '127.20'), 60 * minute)) {
        expect(turns[0]!.from).toBe(0);
        turns.reduce((before, turn) => {
          expect(turn.from).toBeGreaterThanOrEqual(before.from);
          return turn;
        });
      }
    }),
    { numRuns: 40 },
  );
});

test.each([
  [30, 1],
  [30, 2],
  [300, 1],
  [300, 2],
  [2000, 1],
])('within any minute something changes in a fleet of %i, seed %i', (count, seed) => {
  const servers = fleetOf(count, '127.20');
  const times = played(seed, servers)
    .flatMap((turns) => turns.map(({ from }) => from))
    .sort((a, b) => a - b);
  const waits = times.map((time, i) => time - (times[i - 1] ?? 0));
  expect(Math.max(...waits)).toBeLessThan(minute);
});

test.each([
  [30, 0.75],
  [300, 0.88],
  [5000, 0.9],
])('of %i active servers at least %f are up on average, and most always', (count, share) => {
  const servers = fleetOf(count, '127.20');
  const isActive = servers.map(({ registration }) => registration.lifecycle === 'active');
  const active = played(1, servers, 120 * minute).filter((_, i) => isActive[i]);
  const shares = Array.from({ length: 120 }, (_, i) => {
    return active.filter((turns) => ['up', 'certificate'].includes(at(turns, i * minute).kind)).length / active.length;
  });
  expect(shares.reduce((a, b) => a + b) / shares.length).toBeGreaterThan(share);
  expect(Math.min(...shares)).toBeGreaterThan(0.5);
});

test('each kind of failure happens within three hours, and only where a client could see it', () => {
  const seen = new Map<string, number>();
  played(1).forEach((turns, i) => {
    const { services } = fleet[i]!;
    for (const { behaviour } of turns) {
      seen.set(behaviour.kind, (seen.get(behaviour.kind) ?? 0) + 1);
      const needsPage = ['slow', 'error', 'hang'].includes(behaviour.kind);
      if (needsPage) expect(services.includes('http') || services.includes('https')).toBe(true);
      if (behaviour.kind === 'certificate') expect(services).toContain('https');
    }
  });
  expect([...seen.keys()].sort()).toEqual(['certificate', 'down', 'error', 'hang', 'slow', 'up']);
});

test('now and then a whole site fails together, and comes back together', () => {
  const scripts = played(1);
  const isActive = fleet.map(({ registration }) => registration.lifecycle === 'active');
  const downOf = (site: string, time: number): number => {
    const there = scripts.filter((_, i) => fleet[i]!.site === site && isActive[i]);
    return there.filter((turns) => at(turns, time).kind === 'down').length / there.length;
  };
  const sites = [...new Set(fleet.map(({ site }) => site))];
  const outages = sites.flatMap((site) =>
    Array.from({ length: 180 }, (_, i) => i).filter((i) => downOf(site, i * minute) > 0.75),
  );
  expect(outages.length).toBeGreaterThan(5);
  expect(outages.length).toBeLessThan(60);
});

test('half of what is provisioned and all that is decommissioned stays down', () => {
  const servers = fleetOf(3000, '127.20');
  const scripts = played(1, servers, 60 * minute);
  const staysDown = (lifecycle: string): number => {
    const theirs = scripts.filter((_, i) => servers[i]!.registration.lifecycle === lifecycle);
    return theirs.filter((turns) => turns.every(({ behaviour }) => behaviour === down)).length / theirs.length;
  };
  expect(staysDown('decommissioned')).toBe(1);
  expect(staysDown('provisioning')).toBeGreaterThan(0.35);
  expect(staysDown('provisioning')).toBeLessThan(0.65);
  expect(staysDown('active')).toBe(0);
});

const letters: Record<string, Behaviour> = { U: up, D: down, H: { kind: 'hang' } };
const turnsOf = (notation: string): Turn[] =>
  notation.split(' ').map((word) => ({ from: Number(word.slice(1)), behaviour: letters[word[0]!]! }));
const notationOf = (turns: Iterable<Turn>): string =>
  [...turns]
    .map(({ from, behaviour }) => `${Object.keys(letters).find((key) => letters[key] === behaviour)}${from}`)
    .join(' ');

test.each([
  ['an episode ends in what is below', 'U0', 'D5', 8, 'U0 D5 U8'],
  ['what changes below meanwhile is heard afterwards', 'U0 H6', 'D5', 8, 'U0 D5 H8'],
  ['what changes below before and after is heard at its time', 'U0 H3 U9', 'D5', 8, 'U0 H3 D5 H8 U9'],
  ['an episode may have several turns', 'U0', 'D5 H6 D7', 8, 'U0 D5 H6 D7 U8'],
])('%s', (_, below, episode, until, heard) => {
  const [first, ...more] = turnsOf(episode);
  expect(notationOf(overlaid(turnsOf(below), [{ turns: [first!, ...more], until }]))).toBe(heard);
});
