export const hostKeyStates = ['trusted', 'waiting', 'refused', 'former'] as const;
export type HostKeyState = (typeof hostKeyStates)[number];

export const hostKeySources = ['first-use', 'pinned', 'known-hosts', 'discovery', 'announced', 'presented'] as const;
export type HostKeySource = (typeof hostKeySources)[number];

/** What an unknown key of a server without a trusted one is worth: `first-use` trusts it, `pinned` asks somebody. */
export const trustPolicies = ['first-use', 'pinned'] as const;
export type TrustPolicy = (typeof trustPolicies)[number];

/** A key of a server, as far as rules look at it. */
export interface KnownKey {
  type: string;
  fingerprint: string;
  state: HostKeyState;
}

/**
 * What a key is to a server: `trusted` and `first-use` may go on; `changed` (another one is trusted) and `unknown` (none is) begin to
 * wait for a decision; `waiting` does so already; `refused` was decided on.
 */
export type Verdict = 'trusted' | 'first-use' | 'changed' | 'unknown' | 'waiting' | 'refused';

/**
 * As OpenSSH does: a server that has any trusted key and shows another one, of whatever type, is not let pass. A key that
 * was replaced has no standing of its own: when it comes back, that is a change.
 */
export function verdictOn(known: readonly KnownKey[], fingerprint: string, policy: TrustPolicy): Verdict {
  const state = known.find((key) => key.fingerprint === fingerprint)?.state;
  if (state !== undefined && state !== 'former') return state;
  if (known.some((key) => key.state === 'trusted')) return 'changed';
  // Once one waits, the next one is no first use either.
  return policy === 'pinned' || known.some((key) => key.state === 'waiting') ? 'unknown' : 'first-use';
}

/** Why nobody logs in, in the words of the phase that ends there. */
export function refusalOn(verdict: Verdict, fingerprint: string): string | undefined {
  const shows = `it shows the host key ${fingerprint}`;
  switch (verdict) {
    case 'trusted':
    case 'first-use':
      return undefined;
    case 'changed':
      return `${shows}, which is not the one that is trusted; it waits for a decision`;
    case 'unknown':
    case 'waiting':
      return `${shows}, which waits for a decision`;
    case 'refused':
      return `${shows}, which is refused`;
  }
}
