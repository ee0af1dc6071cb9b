import type { HealthStatus } from '../inventory/health.dto.js';
import { isFlapping } from './verdict.js';

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
  if (status === 'healthy')
    return count === 1 ? `${check.name}: ${check.message ?? 'answers'}` : `all ${count} checks pass`;
  if (check.status === 'unknown') return `${check.name}: ${check.message ?? 'not checked yet'}`;
  if (check.status === 'degraded' && check.latencyMs !== null && check.warnMs !== null) {
    return `${check.name}: ${Math.round(check.latencyMs)} ms, warns over ${check.warnMs} ms`;
  }
  const run = failuresInARow(check.history);
  return `${check.name}: ${check.message ?? 'fails'}${run > 1 ? `, ${Math.min(run, check.failAfter)} of ${check.failAfter}` : ''}`;
}

function failuresInARow(history: number): number {
  let run = 0;
  for (let rest = history; (rest & 3) === 3; rest >>>= 2) run++;
  return run;
}
