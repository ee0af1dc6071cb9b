import type { Direction } from './steps.js';

export const rotationStatuses = [
  'running',
  'paused',
  'halted',
  'waiting',
  'finished',
  'failed',
  'cancelled',
  'rolling-back',
  'rolled-back',
] as const;
export type RotationStatus = (typeof rotationStatuses)[number];

/** A credential has at most one rotation of these. */
export const underWay: readonly RotationStatus[] = ['running', 'paused', 'halted', 'waiting', 'rolling-back'];

/** What may be done to a rotation from outside, and in which of its statuses. */
export const turnsFrom = {
  pause: ['running'],
  resume: ['paused', 'halted', 'failed'],
  cancel: ['running', 'paused', 'halted', 'waiting'],
  rollback: ['running', 'paused', 'halted', 'waiting', 'finished', 'failed', 'cancelled'],
  finish: ['finished', 'failed', 'cancelled'],
} as const satisfies Record<string, readonly RotationStatus[]>;
export type RotationTurn = keyof typeof turnsFrom;

/** How many servers of a wave, or of all, are how far. */
export interface Counts {
  total: number;
  /** Where they should be. */
  done: number;
  failed: number;
  waiting: number;
  skipped: number;
}

export interface Standing {
  canary: Counts;
  all: Counts;
}

/** Why no further server is touched, if so. One failure of the canary is enough; of the others, one more than the budget allows. */
export function haltedBecause({ canary, all }: Standing, budget: number): string | undefined {
  if (canary.failed > 0) return `${counted(canary.failed)} of the canary wave failed`;
  return all.failed > budget ? `${counted(all.failed)} failed, and the budget allows ${budget}` : undefined;
}

/** Whether the canary wave has shown that the new key works: it is over, and not only because nobody answered. */
export function isProven({ canary }: Standing): boolean {
  const { total, done, failed, waiting, skipped } = canary;
  return failed === 0 && done + waiting + skipped === total && (done > 0 || waiting === 0);
}

/** What a rotation is once nobody is left who could be touched now. */
export function statusAtEnd({ all }: Standing, direction: Direction): RotationStatus {
  if (all.waiting > 0) return 'waiting';
  if (all.failed > 0) return 'failed';
  return direction === 'forwards' ? 'finished' : 'rolled-back';
}

function counted(servers: number): string {
  return servers === 1 ? '1 server' : `${servers} servers`;
}
