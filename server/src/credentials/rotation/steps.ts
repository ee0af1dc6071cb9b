import type { PlacementState } from '../ssh/key-choice.js';

/** From the old key to the new one. Each name says what is so once the step is written down. */
const forwards = ['pending', 'placing', 'placed', 'verified', 'switched', 'removing', 'removed', 'done'] as const;
/** Back to the old key, from wherever a server stands. */
const backwards = ['restoring', 'restored', 'withdrawing', 'rolled-back'] as const;

export const steps = [...forwards, ...backwards] as const;
export type Step = (typeof steps)[number];
export type Direction = 'forwards' | 'backwards';

/** Why a server is not where it should be: it failed; it does not answer and is tried again; it is not to be touched any more. */
export const troubles = ['failed', 'waiting', 'skipped'] as const;
export type TroubleKind = (typeof troubles)[number];

/** What is said of a server: how far it came, or what stopped it. */
export const serverStates = [...steps, ...troubles] as const;
export type ServerState = Step | TroubleKind;

/** The next step of a server, or undefined when it is where it should be. */
export function stepAfter(step: Step, direction: Direction): Step | undefined {
  const isBack = (backwards as readonly Step[]).includes(step);
  if (direction === 'forwards') return isBack ? undefined : forwards[forwards.indexOf(step as Forwards) + 1];
  if (isBack) return backwards[backwards.indexOf(step as Backwards) + 1];
  // Nothing was done there.
  return step === 'pending' ? 'rolled-back' : 'restoring';
}

/**
 * What is on record of the two keys once a step is reached; what is not named stays as it was, and what is placed does not become
 * placing. A step is written down before what the next one does to the server, and calls only a key placed that was seen to work,
 * so that there is one of which it says so whenever a process may die.
 */
export const placementsAt: Record<Step, { old?: PlacementState; new?: PlacementState }> = {
  pending: {},
  placing: { old: 'placed', new: 'placing' },
  placed: {},
  verified: {},
  switched: { new: 'placed' },
  removing: { old: 'removing' },
  removed: {},
  done: { old: 'removed' },
  restoring: { old: 'placing' },
  restored: { old: 'placed' },
  withdrawing: { new: 'removing' },
  'rolled-back': { new: 'removed' },
};

type Forwards = (typeof forwards)[number];
type Backwards = (typeof backwards)[number];
