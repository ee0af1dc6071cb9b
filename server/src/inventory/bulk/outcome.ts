import { DomainError, type Fault } from '../../http/domain-error.js';

export const outcomeStatuses = ['changed', 'unchanged', 'failed'] as const;
export type OutcomeStatus = (typeof outcomeStatuses)[number];

export interface ItemFault {
  code: string;
  message: string;
  errors: Fault[];
}

/** What became of one server. `before` and `after` hold the fields that differ. */
export interface Outcome {
  id: string;
  hostname: string | null;
  status: OutcomeStatus;
  /** That it has now: what its ETag says. Null when it is not there. */
  version: number | null;
  before: object | null;
  after: object | null;
  error: ItemFault | null;
}

/** Which server, and which version of it. */
interface Versioned {
  id: string;
  version: number | null;
}

export function changed(
  { id, version }: Versioned,
  hostname: string,
  before: object | null,
  after: object | null,
): Outcome {
  return { id, hostname, status: 'changed', version, before, after, error: null };
}

export function unchanged({ id, version }: Versioned, hostname: string): Outcome {
  return { id, hostname, status: 'unchanged', version, before: null, after: null, error: null };
}

/** The item's own refusal. Anything but a `DomainError` is a bug and goes on. */
export function failed({ id, version }: Versioned, hostname: string | null, error: unknown): Outcome {
  if (!(error instanceof DomainError)) throw error;
  const { code, message, errors } = error;
  return { id, hostname, status: 'failed', version, before: null, after: null, error: { code, message, errors } };
}

export interface Counts {
  total: number;
  changed: number;
  failed: number;
}

export function countsOf(outcomes: Outcome[]): Counts {
  const count = (wanted: OutcomeStatus) => outcomes.filter(({ status }) => status === wanted).length;
  return { total: outcomes.length, changed: count('changed'), failed: count('failed') };
}
