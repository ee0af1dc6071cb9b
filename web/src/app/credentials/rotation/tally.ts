import { Rotation, RotationServerState, RotationWave } from '../../api/wire';

/** What a person asks of the servers of a rotation, whichever way it goes. */
export const standings = ['done', 'under way', 'waiting', 'failed', 'skipped', 'pending'] as const;
export type Standing = (typeof standings)[number];
export type Tally = Record<Standing, number>;
export type Direction = Rotation['direction'];

/** Steps of the way back, but for its end. */
const onTheWayBack: readonly RotationServerState[] = ['restoring', 'restored', 'withdrawing'];

/** Where a server stands that is in this state. On the way back, who has not begun with it is pending, however far it came. */
export function standingOf(state: RotationServerState, direction: Direction): Standing {
  if (state === 'waiting' || state === 'failed' || state === 'skipped') return state;
  if (direction === 'backwards') {
    if (state === 'rolled-back') return 'done';
    return onTheWayBack.includes(state) ? 'under way' : 'pending';
  }
  if (state === 'pending' || state === 'done') return state;
  return 'under way';
}

/** What a standing is called on this way. */
export function nameOfStanding(standing: Standing, direction: Direction): string {
  return standing === 'done' && direction === 'backwards' ? 'rolled back' : standing;
}

/** How many servers of some waves stand where. */
export function tallyOf(waves: readonly RotationWave[], direction: Direction): Tally {
  const tally: Tally = { done: 0, 'under way': 0, waiting: 0, failed: 0, skipped: 0, pending: 0 };
  for (const { states } of waves) {
    for (const [state, count] of Object.entries(states))
      tally[standingOf(state as RotationServerState, direction)] += count;
  }
  return tally;
}

/** Through how many waves it came: with nobody of them is anything to be done any more. */
export function wavesOver({ waves, direction }: Pick<Rotation, 'waves' | 'direction'>): number {
  return waves.filter((wave) => {
    const tally = tallyOf([wave], direction);
    return tally.pending + tally['under way'] + tally.waiting === 0;
  }).length;
}

/** How many servers are in which state, the states in this order. */
export function statesOf(
  { waves }: Pick<Rotation, 'waves'>,
  order: readonly RotationServerState[],
): { state: RotationServerState; count: number }[] {
  return order
    .map((state) => ({ state, count: waves.reduce((sum, { states }) => sum + (states[state] ?? 0), 0) }))
    .filter(({ count }) => count > 0);
}

/** `canary`, `wave 2` */
export function nameOfWave(wave: number): string {
  return wave === 0 ? 'canary' : `wave ${wave + 1}`;
}
