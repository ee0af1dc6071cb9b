import { createPublicKey, randomBytes, sign, verify, type KeyObject } from 'node:crypto';
import { membersOf, numberIn } from './der.js';
import { keyFault, refusedKey } from './refusals.js';
import { mismatched } from './openssh.js';
import { Scratch } from './scratch.js';

/** Below it nobody should go, whatever they say (NIST SP 800-131A). */
const leastRsaBits = 2_048;
/** What lasts beyond 2030 (NIST SP 800-57, part 1); below it a key is taken on demand and marked. */
export const strongRsaBits = 3_072;
const mostRsaBits = 8_192;
const leastExponent = 65_537n;

export function isWeak(algorithm: string, bits: number): boolean {
  return algorithm === 'rsa' && bits < strongRsaBits;
}

/** @throws BadRequest when the private part does not sign what the public part verifies, or others could find the private part */
export function requireSound(key: KeyObject, acceptWeak: boolean): void {
  if (key.asymmetricKeyType === 'rsa') requireSoundRsa(key, acceptWeak);
  const probe = randomBytes(32);
  const hash = key.asymmetricKeyType === 'ed25519' ? null : 'sha256';
  let isSame = false;
  try {
    isSame = verify(hash, probe, createPublicKey(key), sign(hash, probe, key));
  } catch {
    // The numbers are such that the library cannot sign with them.
  }
  if (!isSame) throw mismatched();
}

function requireSoundRsa(key: KeyObject, acceptWeak: boolean): void {
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  requireSize(bits, acceptWeak);
  const scratch = new Scratch();
  try {
    const [, n, e, d, p, q] = membersOf(scratch.keep(key.export({ format: 'der', type: 'pkcs1' }))).map(numberIn);
    const fault = rsaFault({ n: n ?? 0n, e: e ?? 0n, d: d ?? 0n, p: p ?? 0n, q: q ?? 0n }, bits);
    if (fault === 'mismatched') throw mismatched();
    if (fault) throw refusedKey(keyFault.weak, fault);
  } finally {
    scratch.wipe();
  }
}

function requireSize(bits: number, acceptWeak: boolean): void {
  if (bits < leastRsaBits)
    throw refusedKey(keyFault.weak, `has ${bits} bits, which is too few; RSA keys have ${strongRsaBits} or more`);
  if (bits > mostRsaBits) throw refusedKey(keyFault.tooLarge, `has ${bits} bits; ${mostRsaBits} is the most`);
  if (bits < strongRsaBits && !acceptWeak) {
    const says = `has ${bits} bits, fewer than the ${strongRsaBits} that last beyond 2030; it is taken with \`acceptWeak: true\`, and marked as weak`;
    throw refusedKey(keyFault.weak, says);
  }
}

/** What is wrong with the numbers of an RSA key, whatever its size. */
export function rsaFault(
  { n, e, d, p, q }: Record<'n' | 'e' | 'd' | 'p' | 'q', bigint>,
  bits: number,
): string | undefined {
  if (p * q !== n || p <= 1n || q <= 1n) return 'mismatched';
  if (e < leastExponent || e % 2n === 0n)
    return `has the public exponent ${e}; below ${leastExponent}, or even, it is not safe`;
  if ((d * e) % (p - 1n) !== 1n || (d * e) % (q - 1n) !== 1n) return 'mismatched';
  const half = BigInt(bits) / 2n;
  if (d < 1n << half) return 'has a private exponent so small that it follows from the public part';
  const apart = p > q ? p - q : q - p;
  // FIPS 186-5, appendix A.1.3; Fermat's way finds primes that are closer (CVE-2022-26320).
  if (apart >> (half - 100n) === 0n) return 'has primes so close to each other that they follow from the public part';
  if (isOfRoca(n))
    return 'was made by a chip whose keys can be worked out from their public part (ROCA, CVE-2017-15361)';
  return undefined;
}

/** Primes of the chip are `k * M + 65537^a mod M`, so that the modulus is a power of 65537 modulo each small prime. */
const marks = [11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157].map((prime) => {
  const powers = new Set<number>();
  for (let power = 1; !powers.has(power); power = (power * 65_537) % prime) powers.add(power);
  return { prime: BigInt(prime), powers };
});

export function isOfRoca(n: bigint): boolean {
  return marks.every(({ prime, powers }) => powers.has(Number(n % prime)));
}
