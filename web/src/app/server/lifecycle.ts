import { Lifecycle } from '../api/wire';

export interface Move {
  to: Lifecycle;
  /** What the person does. */
  verb: string;
}

/** The moves that the server allows; it has the last word. */
const moves: Record<Lifecycle, readonly Move[]> = {
  planned: [
    { to: 'provisioning', verb: 'Provision' },
    { to: 'decommissioned', verb: 'Decommission' },
  ],
  provisioning: [
    { to: 'active', verb: 'Activate' },
    { to: 'decommissioned', verb: 'Decommission' },
  ],
  active: [{ to: 'draining', verb: 'Drain' }],
  draining: [
    { to: 'active', verb: 'Activate' },
    { to: 'decommissioned', verb: 'Decommission' },
  ],
  decommissioned: [{ to: 'provisioning', verb: 'Provision' }],
};

export function movesFrom(state: Lifecycle): readonly Move[] {
  return moves[state];
}

/** Whether the monitor looks at a server in this state. */
export function isWatched(state: Lifecycle): boolean {
  return state === 'provisioning' || state === 'active' || state === 'draining';
}
