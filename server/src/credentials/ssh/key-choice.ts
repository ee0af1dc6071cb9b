/** As `key_placements` has it; null when no row says anything of this key on this server. */
export const placementStates = ['placing', 'placed', 'removing', 'removed'] as const;
export type PlacementState = (typeof placementStates)[number];

export interface KnownVersion {
  keyVersion: number;
  state: PlacementState | null;
  /** The one that servers should know. */
  isCurrent: boolean;
}

/** A server that takes OpenSSH's default hears six, and a locked-down one three, before it hangs up (`MaxAuthTries`). */
export const mostTried = 3;

/**
 * Which keys to offer to a server, the likeliest first: what is known to be there, what may be, what should be, and what else there is.
 * A key that the server was seen to refuse after it was removed is not offered.
 */
export function chosen<Version extends KnownVersion>(versions: readonly Version[]): Version[] {
  return versions
    .filter(({ state }) => state !== 'removed')
    .sort((one, other) => rankOf(one) - rankOf(other) || other.keyVersion - one.keyVersion)
    .slice(0, mostTried);
}

function rankOf({ state, isCurrent }: KnownVersion): number {
  if (state === 'placed') return 0;
  if (state === 'placing') return 1;
  if (state === 'removing') return 2;
  return isCurrent ? 3 : 4;
}
