import { HostKey } from '../api/wire';

interface HostKeyWords {
  says: string;
  /** Nobody logs in until somebody decided. */
  isWaiting: boolean;
  fingerprint: string | null;
}

/** What is known of who a server is. */
export function wordsOfHostKeys(keys: readonly HostKey[]): HostKeyWords {
  const trusted = keys.filter(({ state }) => state === 'trusted');
  const waiting = keys.find(({ state }) => state === 'waiting');
  if (waiting) return { says: 'another one waits for a decision', isWaiting: true, fingerprint: waiting.fingerprint };
  const [first, ...more] = trusted;
  if (!first) return { says: 'none yet: the first is trusted', isWaiting: false, fingerprint: null };
  if (more.length > 0) return { says: `${trusted.length} trusted`, isWaiting: false, fingerprint: null };
  return { says: 'trusted', isWaiting: false, fingerprint: first.fingerprint };
}
