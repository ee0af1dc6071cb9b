import fc from 'fast-check';
import { dealt, mostFailures, usualWaves, type Candidate } from './waves.js';

/** `a`: a server of place A; a small letter answers, a capital one does not. */
const serversOf = (text: string) =>
  [...text].map((letter) => ({
    letter,
    place: letter.toLowerCase(),
    isReachable: letter === letter.toLowerCase(),
  }));

const played = (text: string, sizes: readonly string[]) =>
  dealt(serversOf(text), sizes)
    .map((wave) => wave.map(({ letter }) => letter).join(''))
    .join(' ');

test.each([
  ['nobody makes no wave', '', usualWaves, ''],
  ['one server is a canary', 'a', usualWaves, 'a'],
  ['two are a canary and a wave', 'aa', usualWaves, 'a a'],
  ['a share of few is one', 'aaaa', ['1%', '10%', '50%'], 'a a aa'],
  ['counts', 'aaaaaaaaaa', ['1', '2', '3'], 'a aa aaa aaaa'],
  ['shares are of all, rounded up', 'aaaaaaaaaa', ['1%', '25%', '50%'], 'a aaa aaaaa a'],
  ['no size given: a single wave', 'aaa', [], 'aaa'],
  ['what goes beyond the fleet is left out', 'aaa', ['100%', '50%'], 'aaa'],
  ['a wave takes of each place', 'aaaabbbb', ['2', '2'], 'ab ab abab'],
  ['and of each as much as there is of it', 'aaaaaaaabbbbcc', ['7'], 'abacaba abacaba'],
  ['who does not answer comes last', 'Aaaab', ['1', '2'], 'a ab aA'],
  ['also when nobody answers', 'AB', ['1'], 'A B'],
])('%s', (_, servers, sizes, waves) => expect(played(servers, sizes)).toBe(waves));

test('whatever the sizes, everybody is dealt once, and no wave is empty', () => {
  const candidate: fc.Arbitrary<Candidate> = fc.record({
    place: fc.constantFrom('a', 'b', 'c'),
    isReachable: fc.boolean(),
  });
  const size = fc.oneof(
    fc.integer({ min: 0, max: 100 }).map((share) => `${share}%`),
    fc.nat(50).map(String),
  );
  fc.assert(
    fc.property(fc.array(candidate), fc.array(size), (servers, sizes) => {
      const waves = dealt(servers, sizes);
      expect(waves.every((wave) => wave.length > 0)).toBe(true);
      expect(new Set(waves.flat()).size).toBe(servers.length);
      expect(waves.flat()).toHaveLength(servers.length);
    }),
  );
});

test.each([
  ['5%', 1, 1],
  ['5%', 20, 1],
  ['5%', 40, 2],
  ['5%', 59, 2],
  ['0%', 1_000, 0],
  ['0', 1_000, 0],
  ['3', 10, 3],
])('a budget of %s of %d servers allows %d failures', (budget, total, most) =>
  expect(mostFailures(budget, total)).toBe(most),
);
