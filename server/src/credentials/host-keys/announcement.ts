import type { KnownKey } from './verdict.js';

/** Whoever announces more than this is not listened to. */
const mostAnnounced = 16;

/** What a list of keys that a server proved to have changes. */
export interface Rotation<Key> {
  /** To be trusted from now on. */
  learnt: Key[];
  /** Fingerprints that are not trusted any more. */
  replaced: string[];
}

/**
 * OpenSSH's UpdateHostKeys: over a session whose host key is trusted, a server says which keys it has and proves each. The new ones
 * are learnt, and those that it does not name any more are replaced; so a planned rotation is no alarm. What was refused stays so.
 */
export function rotationOf<Key extends { fingerprint: string }>(
  known: readonly KnownKey[],
  announced: readonly Key[],
  usedFingerprint: string,
): Rotation<Key> {
  const nothing = { learnt: [], replaced: [] };
  if (announced.length > mostAnnounced) return nothing;
  const isAnnounced = (fingerprint: string) => announced.some((key) => key.fingerprint === fingerprint);
  const stateOf = (fingerprint: string) => known.find((key) => key.fingerprint === fingerprint)?.state;
  // A list without the very key of this session is not about this server.
  if (!isAnnounced(usedFingerprint) || stateOf(usedFingerprint) !== 'trusted') return nothing;
  return {
    learnt: announced.filter(({ fingerprint }) => !['trusted', 'refused'].includes(stateOf(fingerprint) ?? '')),
    replaced: known
      .filter(({ state, fingerprint }) => state === 'trusted' && !isAnnounced(fingerprint))
      .map(({ fingerprint }) => fingerprint),
  };
}
