import type { BulkAction } from './bulk-action.js';
import type { Counts, Outcome } from './outcome.js';

/** How many servers one round of statements takes. */
export const batchSize = 500;

/** Something that is to be done to some servers, as a job keeps it. */
export interface Undertaking {
  action: string;
  params: object;
  dryRun: boolean;
  atomic: boolean;
  reason: string | null;
  /** The ETag that a server must have, by its id. */
  ifMatch: Record<string, string>;
  /** The change set that this one takes back. */
  revertsId?: string;
}

/** Which servers: these, or all that match. */
export type Selected = string[] | { q: string };

/** Carries the outcomes out of a transaction that must not be committed. */
export class RolledBack extends Error {
  constructor(readonly outcomes: Outcome[]) {
    super('rolled back on purpose');
  }
}

/** Whether what was done must not stay. */
export function isToBeUndone({ dryRun, atomic }: Undertaking, { failed }: Counts): boolean {
  return dryRun || (atomic && failed > 0);
}

/** What is told of a transaction that was rolled back: of a dry run what would be, of all-or-nothing that nothing is. */
export function toldOf(outcomes: Outcome[], { dryRun }: Undertaking, changes: BulkAction['changes']): Outcome[] {
  if (dryRun) return outcomes;
  return outcomes.map((outcome) => (outcome.status === 'changed' ? notApplied(outcome, changes) : outcome));
}

function notApplied({ id, hostname, version }: Outcome, changes: BulkAction['changes'] = 'declaration'): Outcome {
  const former = changes === 'declaration' ? version && version - 1 : version;
  return { id, hostname, status: 'unchanged', version: former, before: null, after: null, error: null };
}
