import type { Direction, Step } from './steps.js';
import type { RotationStatus } from './standing.js';

export const rotationKind = 'rotation';

/** A rotation as whoever carries it out sees it. */
export interface RotationTask {
  id: string;
  credentialId: string;
  credentialName: string;
  fromVersion: number;
  toVersion: number;
  status: RotationStatus;
  direction: Direction;
  failureBudget: number;
  jobId: string;
}

/** One of its servers. */
export interface ServerTask {
  serverId: string;
  hostname: string;
  step: Step;
  /** Null while it is not known, and of a server that knew none. */
  oldVersion: number | null;
}
