import { Job, JobItems, Outcome, Undertaken } from '../api/wire';

export interface Counts {
  total: number;
  changed: number;
  unchanged: number;
  failed: number;
}

/** What became of an undertaking, or would: the counts, and as many of the servers as were fetched. */
export interface Told {
  readonly counts: Counts;
  readonly changed: readonly Outcome[];
  readonly failed: readonly Outcome[];
  /** Where there are more than were told: whom to ask, and from where on. */
  readonly rest: Rest | null;
  /** False when one failed and all were to be changed or none. */
  readonly isApplied: boolean;
  /** By which it can be taken back. */
  readonly changeSetId: string | null;
}

export interface Rest {
  jobId: string;
  changed: number | null;
  failed: number | null;
}

/** Servers that were refused for the same reason. */
export interface Refused {
  message: string;
  code: string;
  hostnames: string[];
}

export function toldBy(result: Exclude<Undertaken, { jobId: string }>): Told {
  const of = (status: Outcome['status']) => result.results.filter((outcome) => outcome.status === status);
  return {
    counts: countsOf(result),
    changed: of('changed'),
    failed: of('failed'),
    rest: null,
    isApplied: result.applied,
    changeSetId: result.changeSetId,
  };
}

/** What a job tells once it has succeeded. */
export interface JobResult extends Pick<Counts, 'total' | 'changed' | 'failed'> {
  applied: boolean;
}

export function toldOf(job: Job, changed: JobItems, failed: JobItems): Told {
  const result = job.result as unknown as JobResult;
  return {
    counts: countsOf(result),
    changed: changed.items,
    failed: failed.items,
    rest: { jobId: job.id, changed: changed.nextCursor, failed: failed.nextCursor },
    isApplied: result.applied,
    changeSetId: job.changeSetId,
  };
}

/** With one more page of those that changed, or of those that failed. */
export function withMore(told: Told, status: 'changed' | 'failed', { items, nextCursor }: JobItems): Told {
  return { ...told, [status]: [...told[status], ...items], rest: told.rest && { ...told.rest, [status]: nextCursor } };
}

/** The commonest reason first. */
export function reasonsOf(outcomes: readonly Outcome[]): Refused[] {
  const reasons = new Map<string, Refused>();
  for (const { id, hostname, error } of outcomes) {
    const { code, message } = error ?? { code: 'unknown', message: 'No reason was given.' };
    const known = reasons.get(`${code} ${message}`) ?? { code, message, hostnames: [] };
    known.hostnames.push(hostname ?? id);
    reasons.set(`${code} ${message}`, known);
  }
  return [...reasons.values()].sort((one, other) => other.hostnames.length - one.hostnames.length);
}

/** What failed, a line each, for a ticket or a script. */
export function textOf(outcomes: readonly Outcome[]): string {
  return outcomes
    .map(({ id, hostname, error }) => `${hostname ?? id}\t${error?.code ?? ''}\t${error?.message ?? ''}\n`)
    .join('');
}

function countsOf({ total, changed, failed }: Pick<Counts, 'total' | 'changed' | 'failed'>): Counts {
  return { total, changed, failed, unchanged: Math.max(0, total - changed - failed) };
}
