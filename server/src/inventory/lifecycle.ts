import { Conflict } from '../http/domain-error.js';

export const lifecycles = ['planned', 'provisioning', 'active', 'draining', 'decommissioned'] as const;
export type Lifecycle = (typeof lifecycles)[number];

/** The whole lifecycle. A state missing here, or a move to an unknown one, does not compile. */
const moves = {
  planned: ['provisioning', 'decommissioned'],
  provisioning: ['active', 'decommissioned'],
  active: ['draining'],
  draining: ['active', 'decommissioned'],
  decommissioned: ['provisioning'],
} as const satisfies Record<Lifecycle, readonly Lifecycle[]>;

/** The state after the move, or a `Conflict` that names the moves that were possible. */
export function moved(from: Lifecycle, to: Lifecycle): Lifecycle {
  if ((moves[from] as readonly Lifecycle[]).includes(to)) return to;
  const refusal = new Conflict(
    'server.illegal-move',
    `A server that is ${from} cannot become ${to} (possible: ${moves[from].join(', ')}).`,
  );
  refusal.extensions.possible = moves[from];
  throw refusal;
}

/** Which servers the monitor looks at. */
export function isWatched(lifecycle: Lifecycle): boolean {
  return lifecycle === 'provisioning' || lifecycle === 'active' || lifecycle === 'draining';
}
