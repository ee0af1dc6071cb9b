import type { HealthStatus } from '../inventory/health.dto.js';
import type { Seen } from '../probing/seen.js';

/**
 * What is remembered of a check between two looks. `history` holds the grades of the last 15 looks, two bits each, the
 * newest lowest: every count that the rules need (in a row, of so many) is read off it, so none can contradict another.
 */
export interface CheckState {
  status: HealthStatus;
  history: number;
  /** Looks in a row that could not be had. */
  unseen: number;
}

export interface CheckRules {
  failAfter: number;
  recoverAfter: number;
  /** Slower than this is degraded; null: speed does not matter. */
  warnMs: number | null;
}

const remembered = 15;
const grades = { fast: 1, slow: 2, bad: 3 } as const;
type Grade = (typeof grades)[keyof typeof grades];

/** The state after one more look. The first look is believed; later ones must insist. */
export function after(state: CheckState, seen: Seen, rules: CheckRules): CheckState {
  if (seen.outcome === 'unseen') {
    const unseen = Math.min(state.unseen + 1, 100);
    return unseen >= rules.failAfter ? { status: 'unknown', history: 0, unseen } : { ...state, unseen };
  }
  const grade = gradeOf(seen, rules);
  const history = ((state.history << 2) | grade) & (2 ** (2 * remembered) - 1);
  return { status: statusAfter(state.status, grade, history, rules), history, unseen: 0 };
}

function gradeOf({ outcome, latencyMs, isPoor }: Seen, { warnMs }: CheckRules): Grade {
  if (outcome === 'down') return grades.bad;
  if (isPoor) return grades.slow;
  return warnMs !== null && latencyMs !== null && latencyMs > warnMs ? grades.slow : grades.fast;
}

function statusAfter(
  status: HealthStatus,
  grade: Grade,
  history: number,
  { failAfter, recoverAfter }: CheckRules,
): HealthStatus {
  if (status === 'unknown') return grade === grades.bad ? 'unhealthy' : grade === grades.slow ? 'degraded' : 'healthy';
  const inARow = (isMeant: (grade: number) => boolean) => run(history, isMeant);
  if (inARow((g) => g === grades.bad) >= failAfter) return 'unhealthy';
  if (status === 'unhealthy') {
    if (inARow((g) => g < grades.bad) < recoverAfter) return 'unhealthy';
    return grade === grades.slow ? 'degraded' : 'healthy';
  }
  if (status === 'degraded') return inARow((g) => g === grades.fast) >= recoverAfter ? 'healthy' : 'degraded';
  return inARow((g) => g > grades.fast) >= failAfter ? 'degraded' : 'healthy';
}

function run(history: number, isMeant: (grade: number) => boolean): number {
  let length = 0;
  for (let rest = history; rest !== 0 && isMeant(rest & 3); rest >>>= 2) length++;
  return length;
}

const flapsFrom = 5;
const flapsUntil = 3;

/** Up and down in turn: five changes within the last 15 looks begin it, fewer than three end it. */
export function isFlapping(history: number, wasFlapping: boolean): boolean {
  let changes = 0;
  for (let rest = history; rest >>> 2 !== 0; rest >>>= 2) {
    if (((rest & 3) === grades.bad) !== (((rest >>> 2) & 3) === grades.bad)) changes++;
  }
  return changes >= (wasFlapping ? flapsUntil : flapsFrom);
}

/** Whether the newest look found it reachable. */
export function wasUp(history: number): boolean {
  return (history & 3) !== 0 && (history & 3) !== grades.bad;
}

/** Whether the newest look found it reachable, and too slow or otherwise in need of somebody. */
export function wasPoor(history: number): boolean {
  return (history & 3) === grades.slow;
}
