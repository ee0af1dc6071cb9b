import { checkPrimeSync, generateKeyPairSync, generatePrimeSync } from 'node:crypto';
import { membersOf, numberIn } from './der.js';
import { isOfRoca, rsaFault } from './soundness.js';

const bits = 3072;

function inverse(of: bigint, modulo: bigint): bigint {
  let [before, now, left, right] = [modulo, ((of % modulo) + modulo) % modulo, 0n, 1n];
  while (now > 0n) {
    const times = before / now;
    [before, now] = [now, before - times * now];
    [left, right] = [right, left - times * right];
  }
  return ((left % modulo) + modulo) % modulo;
}

const e = 65_537n;
const keyOf = (p: bigint, q: bigint, exponent = e) => ({
  ...{ n: p * q, e: exponent, p, q },
  d: inverse(exponent, (p - 1n) * (q - 1n)),
});

function nextPrime(after: bigint): bigint {
  for (let candidate = after + 2n; ; candidate += 2n)
    if (checkPrimeSync(candidate) && candidate % e !== 1n) return candidate;
}

const prime = () => generatePrimeSync(bits / 2, { bigint: true });

test('keys of the crypto library have no fault', () => {
  for (let round = 0; round < 20; round++) {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const [, n = 0n, exponent = 0n, d = 0n, p = 0n, q = 0n] = membersOf(
      privateKey.export({ format: 'der', type: 'pkcs1' }),
    ).map(numberIn);
    expect(rsaFault({ n, e: exponent, d, p, q }, 1024)).toBeUndefined();
  }
});

test('primes that are close to each other are found out', () => {
  const p = prime();
  expect(rsaFault(keyOf(p, nextPrime(p)), bits)).toMatch('so close');
});

test('a small private exponent is found out', () => {
  const [p, q] = [prime(), prime()];
  const d = generatePrimeSync(700, { bigint: true });
  expect(rsaFault({ ...keyOf(p, q), d, e: inverse(d, (p - 1n) * (q - 1n)) }, bits)).toMatch('so small');
});

test('numbers that do not belong together are a mismatch', () => {
  const key = keyOf(prime(), prime());
  expect(rsaFault(key, bits)).toBeUndefined();
  expect(rsaFault({ ...key, n: key.n + 2n }, bits)).toBe('mismatched');
  expect(rsaFault({ ...key, d: key.d + 2n }, bits)).toBe('mismatched');
  expect(rsaFault({ ...key, p: 1n, q: key.n }, bits)).toBe('mismatched');
});

test.each([3n, 17n, 65_536n, 131_074n])('the public exponent %s is refused', (exponent) => {
  expect(rsaFault({ ...keyOf(prime(), prime()), e: exponent }, bits)).toMatch('public exponent');
});

/** As the chips of CVE-2017-15361 made their primes: `k * M + (65537^a mod M)`. */
test('what a chip of ROCA made is known by its public part', () => {
  const product = [
    2n,
    3n,
    5n,
    7n,
    11n,
    13n,
    17n,
    19n,
    23n,
    29n,
    31n,
    37n,
    41n,
    43n,
    47n,
    53n,
    59n,
    61n,
    67n,
    71n,
    73n,
    79n,
    83n,
    89n,
    97n,
    101n,
    103n,
    107n,
    109n,
    113n,
    127n,
    131n,
    137n,
    139n,
    149n,
    151n,
    157n,
    163n,
    167n,
  ].reduce((all, each) => all * each);
  const power = (exponent: number) => Array.from({ length: exponent }).reduce<bigint>((all) => (all * e) % product, 1n);
  const made = (k: bigint, exponent: number) => k * product + power(exponent);
  expect(isOfRoca(made(12_345n, 77) * made(98_765n, 1_001))).toBe(true);
  expect(isOfRoca(made(12_345n, 77) * made(98_765n, 1_001) + 2n)).toBe(false);
});
