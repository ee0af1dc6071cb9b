import type { DomainError } from '../http/domain-error.js';

/** What a violated constraint means to the caller, by the constraint's name. */
export type Refusals = Record<string, () => DomainError>;

/** The refusal that a database error stands for, or the error itself. */
export function refusalOf(error: unknown, refusals: Refusals): unknown {
  const constraint = constraintOf(error);
  const refusal = constraint === undefined ? undefined : refusals[constraint];
  return refusal ? refusal() : error;
}

function constraintOf(error: unknown): string | undefined {
  const { constraint, driverError } = (error ?? {}) as { constraint?: unknown; driverError?: { constraint?: unknown } };
  const name = constraint ?? driverError?.constraint;
  return typeof name === 'string' ? name : undefined;
}
