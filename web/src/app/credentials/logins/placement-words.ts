import { KnownLogin } from '../../api/wire';
import { spanSince } from '../../ui/time';

type Placement = KnownLogin['placements'][number];

interface PlacementWords {
  says: string;
  /** What goes with it: since when, or of which key it is meant. */
  more: string;
  /** `poor`: it is not as it should be. */
  tone: 'plain' | 'poor' | 'faint';
  error: string | null;
}

/** What is on record of a key on a server: of the newest key that is there, or may be. */
export function wordsOfPlacement({ placements, declared }: KnownLogin, current: number, now: number): PlacementWords {
  const there = placements.find(({ state }) => state !== 'removed') ?? placements[0];
  if (!there) return { says: declared ? 'declared' : 'not on record', more: '', tone: 'faint', error: null };
  const { keyVersion, error, verifiedAt } = there;
  const version = keyVersion === current ? [] : [`version ${keyVersion}`];
  const seen = verifiedAt === null ? [] : [`${spanSince(verifiedAt, now)} ago`];
  return { says: says[there.state], more: [...version, ...seen].join(', '), tone: toneOf(there, current), error };
}

const says: Record<Placement['state'], string> = {
  placed: 'placed',
  placing: 'may be there',
  removing: 'half removed',
  removed: 'removed',
};

function toneOf({ state, keyVersion }: Placement, current: number): PlacementWords['tone'] {
  if (state === 'removed') return 'faint';
  return state === 'placed' && keyVersion === current ? 'plain' : 'poor';
}
