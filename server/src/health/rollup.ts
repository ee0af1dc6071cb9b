import type { HealthStatus } from '../inventory/health.dto.js';
import { isFlapping, wasPoor, wasUp } from './verdict.js';

/** What a server's verdict is made of. */
export interface JudgedCheck {
  name: string;
  status: HealthStatus;
  severity: 'critical' | 'warning';
  history: number;
  unseen: number;
  code: string | null;
  message: string | null;
  latencyMs: number | null;
  failAfter: number;
  recoverAfter: number;
  warnMs: number | null;
}

export interface Verdict {
  status: HealthStatus;
  flapping: boolean;
  /** What the status stands on; while it stays, so does the sentence. */
  cause: string;
  reason: string;
}

const rank: Record<HealthStatus, number> = { healthy: 0, unknown: 1, degraded: 2, unhealthy: 3 };

/** The server's verdict: that of its worst check, where a warning can degrade and no more. `checks` in declared order, at least one. */
export function verdictOf(checks: JudgedCheck[], wasFlapping: boolean): Verdict {
  const worst = checks.reduce((a, b) => (rank[weighed(b)] > rank[weighed(a)] ? b : a));
  const status = weighed(worst);
  return {
    status,
    flapping: checks.some((check) => isFlapping(check.history, wasFlapping)),
    cause:
      status === 'healthy' && checks.length > 1
        ? `all ${checks.length}`
        : `${worst.name} ${worst.status} ${worst.code ?? ''}`,
    reason: sentence(worst, status, checks.length),
  };
}

function weighed({ status, severity }: JudgedCheck): HealthStatus {
  return severity === 'warning' && status === 'unhealthy' ? 'degraded' : status;
}

function sentence(check: JudgedCheck, status: HealthStatus, count: number): string {
  const { name, message, latencyMs, warnMs, history, failAfter, recoverAfter } = check;
  if (status === 'healthy') return count === 1 ? `${name}: ${message ?? 'answers'}` : `all ${count} checks pass`;
  if (check.status === 'unknown') return `${name}: ${message ?? 'not checked yet'}`;
  if (check.status === 'degraded' && latencyMs !== null && warnMs !== null && latencyMs > warnMs)
    return `${name}: ${Math.round(latencyMs)} ms, warns over ${warnMs} ms`;
  if (check.status === 'degraded' && wasPoor(history)) return `${name}: ${message ?? 'answers, but not well'}`;
  if (check.status === 'degraded' && latencyMs !== null && warnMs !== null)
    return `${name}: fast again (${Math.round(latencyMs)} ms), recovers after ${recoverAfter} in a row`;
  // It is ill by its rules and was well when last looked at: the good answer alone would read as the fault.
  if (wasUp(history)) return `${name}: ${message ?? 'answers'} again, recovers after ${recoverAfter} in a row`;
  const run = failuresInARow(history);
  return `${name}: ${message ?? 'fails'}${run > 1 ? `, ${Math.min(run, failAfter)} of ${failAfter}` : ''}`;
}

function failuresInARow(history: number): number {
  let run = 0;
  for (let rest = history; (rest & 3) === 3; rest >>>= 2) run++;
  return run;
}
