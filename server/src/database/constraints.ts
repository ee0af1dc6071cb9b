import type { DomainError } from '../http/domain-error.js';

/** What a violated constraint means to the caller, by the constraint's name. Constraints of our own say more in their detail. */
export type Refusals = Record<string, (detail: string) => DomainError>;

/** The refusal that a database error stands for, or the error itself. */
export function refusalOf(error: unknown, refusals: Refusals): unknown {
  const violated = violationOf(error);
  const refusal = violated === undefined ? undefined : refusals[violated.constraint];
  return refusal ? refusal(violated?.detail ?? '') : error;
}

interface Violation {
  constraint: string;
  detail: string;
}

function violationOf(error: unknown): Violation | undefined {
  const { driverError } = (error ?? {}) as { driverError?: unknown };
  const { constraint, detail } = (driverError ?? error ?? {}) as Partial<Record<keyof Violation, unknown>>;
  if (typeof constraint !== 'string') return undefined;
  return { constraint, detail: typeof detail === 'string' ? detail : '' };
}

/** PostgreSQL ended one of two transactions that waited for each other. The other one goes on; this one may begin again. */
export function isDeadlock(error: unknown): boolean {
  const { code, driverError } = (error ?? {}) as { code?: unknown; driverError?: { code?: unknown } };
  return (driverError?.code ?? code) === '40P01';
}
