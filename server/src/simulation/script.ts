import { down, up, type Behaviour, type Turn } from './behaviour.js';
import { roles, sites, type ServiceName } from './catalogue.js';
import { Chance } from './chance.js';
import type { SimulatedServer } from './fleet.js';

/** Lies over what would have been: its turns from the first one's time on, and then again what is below. */
interface Episode {
  readonly turns: readonly [Turn, ...Turn[]];
  readonly until: number;
}

const second = 1000;
const minute = 60 * second;

/**
 * What goes wrong, for each server an endless sequence of turns; the same seed and fleet give the same script. Troubles go round: every
 * watched server has its turn, one every few seconds of the whole fleet, so that something always changes and most
 * of it is well. Over that, a site at a time fails for some minutes.
 */
export function scriptOf(seed: number, servers: readonly SimulatedServer[]): Generator<Turn, never>[] {
  const round = roundOf(seed, servers);
  return servers.map((server) => {
    const place = round.places.get(server);
    const troubled = overlaid(usual(seed, server), place === undefined ? [] : troubles(seed, server, place, round));
    return fromZero(overlaid(troubled, outages(seed, server)));
  });
}

interface Round {
  readonly places: ReadonlyMap<SimulatedServer, number>;
  /** Between the beginnings of two troubles, wherever they are. */
  readonly gapMs: number;
  readonly durationMs: number;
}

/** A larger fleet has more troubles, but not in proportion: nobody could watch them. */
function roundOf(seed: number, servers: readonly SimulatedServer[]): Round {
  const drawn = servers.filter(isWatchedAndAwake(seed)).map((server) => {
    return { server, at: new Chance(seed, 'place', server.number).next() };
  });
  const order = drawn.sort((a, b) => a.at - b.at);
  const gapMs = Math.min(30, 350 / Math.sqrt(order.length)) * second;
  return {
    places: new Map(order.map(({ server }, place) => [server, place])),
    gapMs,
    durationMs: Math.max(order.length, 8) * gapMs,
  };
}

/** Half of those that are being set up do not answer yet. */
function isAsleep(seed: number, { number, registration: { lifecycle } }: SimulatedServer): boolean {
  if (lifecycle === 'decommissioned') return true;
  return lifecycle === 'provisioning' && new Chance(seed, 'asleep', number).happens(0.5);
}

function isWatchedAndAwake(seed: number): (server: SimulatedServer) => boolean {
  return (server) => server.registration.lifecycle !== 'planned' && !isAsleep(seed, server);
}

/** Without troubles: up, or down while it is set up, or with an old certificate until somebody renews it. */
function* usual(seed: number, server: SimulatedServer): Generator<Turn> {
  if (isAsleep(seed, server)) {
    yield { from: -Infinity, behaviour: down };
    return;
  }
  const chance = new Chance(seed, 'certificate', server.number);
  if (server.services.includes('https') && chance.happens(0.12)) {
    const certificate = chance.weighted({ expiring: 75, expired: 25 });
    yield { from: -Infinity, behaviour: { kind: 'certificate', certificate } };
    yield { from: chance.whole(40 * minute, 300 * minute), behaviour: up };
  } else {
    yield { from: -Infinity, behaviour: up };
  }
}

/** Begins a round early, so that some are under way at zero. */
function* troubles(seed: number, server: SimulatedServer, place: number, round: Round): Generator<Episode, never> {
  for (let number = -1; ; number++) {
    const chance = new Chance(seed, 'trouble', server.number, number);
    const from = Math.round(
      number * round.durationMs + place * round.gapMs + chance.between(-0.15, 0.15) * round.gapMs,
    );
    const noticedMs = server.noticedAfterMs * 1.3;
    const drawnMs = chance.weighted({ short: 75, medium: 20, long: 5 });
    const lengthMs = Math.min(noticedMs + lengthsMs[drawnMs](chance), round.durationMs / 4);
    const until = Math.round(from + Math.max(lengthMs, noticedMs));
    yield { turns: troubleOf(server, chance, from, until), until };
  }
}

const lengthsMs = {
  short: (chance: Chance) => chance.between(15, 75) * second,
  medium: (chance: Chance) => chance.between(3, 9) * minute,
  long: (chance: Chance) => chance.between(15, 40) * minute,
};

const kinds = {
  withPage: { down: 30, slow: 25, error: 22, hang: 13, flapping: 10 },
  bare: { down: 65, flapping: 35 },
};

function troubleOf(server: SimulatedServer, chance: Chance, from: number, until: number): Episode['turns'] {
  const hasPage = server.services.some((service) => pages.includes(service));
  const kind = chance.weighted<keyof typeof kinds.withPage>(hasPage ? kinds.withPage : kinds.bare);
  if (kind === 'flapping') return flapping(server, chance, from, until);
  return [{ from, behaviour: behaviourOf(kind, server, chance) }];
}

const pages: readonly ServiceName[] = ['http', 'https'];

function behaviourOf(kind: 'down' | 'slow' | 'error' | 'hang', server: SimulatedServer, chance: Chance): Behaviour {
  switch (kind) {
    case 'slow':
      return { kind, latencyMs: chance.whole(500, 1900) };
    case 'error':
      return { kind, status: chance.oneOf([500, 503]), body: chance.oneOf(roles[server.registration.role].complaints) };
    default:
      return { kind };
  }
}

/** Down and up, sometimes too shortly for a verdict, sometimes long enough. */
function flapping(server: SimulatedServer, chance: Chance, from: number, until: number): Episode['turns'] {
  const turns: [Turn, ...Turn[]] = [{ from, behaviour: down }];
  for (let at = from; ;) {
    at += Math.round(chance.between(0.5, 1.6) * server.noticedAfterMs);
    if (at >= until) return turns;
    turns.push({ from: at, behaviour: turns.length % 2 === 0 ? down : up });
  }
}

/** Of the whole fleet one site at a time; these are the ones that hit this server. One in ten is spared, as happens. */
function* outages(seed: number, server: SimulatedServer): Generator<Episode, never> {
  for (let number = 0; ; number++) {
    const chance = new Chance(seed, 'outage', number);
    const from = Math.round((8 + number * 30) * minute + chance.between(-4, 12) * minute);
    const until = Math.round(from + chance.between(2.5, 5) * minute);
    const isHit =
      chance.oneOf(sites).name === server.site && new Chance(seed, 'hit', number, server.number).happens(0.9);
    if (isHit) yield { turns: [{ from, behaviour: down }], until };
  }
}

/** Both in order of time. What is below is heard again when an episode ends. */
export function* overlaid(below: Iterable<Turn>, episodes: Iterable<Episode>): Generator<Turn> {
  const rest = below[Symbol.iterator]();
  let current = up;
  let next = rest.next();
  const readUntil = (time: number): Turn[] => {
    const read: Turn[] = [];
    for (; !next.done && next.value.from <= time; next = rest.next()) {
      read.push(next.value);
      current = next.value.behaviour;
    }
    return read;
  };
  for (const { turns, until } of episodes) {
    yield* readUntil(turns[0].from);
    yield* turns;
    readUntil(until);
    yield { from: until, behaviour: current };
  }
  for (; !next.done; next = rest.next()) yield next.value;
}

/** What is under way at zero begins there. The sequence is endless because outages are. */
function* fromZero(turns: Iterable<Turn>): Generator<Turn, never> {
  let before: Behaviour | undefined = up;
  for (const turn of turns) {
    if (turn.from <= 0) {
      before = turn.behaviour;
      continue;
    }
    if (before) yield { from: 0, behaviour: before };
    before = undefined;
    yield turn;
  }
  throw new Error('A script has no end.');
}
