import type { KnownKey } from './verdict.js';

/** What becomes of a key that people, or a scan, say is a server's. */
export const adoptions = ['new', 'known', 'conflict', 'refused'] as const;
export type Adoption = (typeof adoptions)[number];

type Key = Pick<KnownKey, 'type' | 'fingerprint'>;

/**
 * A key is `new` to a server without any trusted key; so it is beside trusted ones when the same source names one of those and contradicts none.
 * Everything else is a `conflict`, for somebody to decide. What was refused stays refused.
 * `given` is everything that the source says of this server.
 */
export function adoptionOf(known: readonly KnownKey[], given: readonly Key[], { type, fingerprint }: Key): Adoption {
  const state = known.find((key) => key.fingerprint === fingerprint)?.state;
  if (state === 'refused') return 'refused';
  if (state === 'trusted') return 'known';
  const trusted = known.filter((key) => key.state === 'trusted');
  const isGiven = (key: Key) => given.some((each) => each.fingerprint === key.fingerprint);
  const isContradicted = trusted.some((key) => key.type === type && !isGiven(key));
  return trusted.length === 0 || (trusted.some(isGiven) && !isContradicted) ? 'new' : 'conflict';
}
