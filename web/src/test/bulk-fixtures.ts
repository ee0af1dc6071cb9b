import { ChangeSet, Job, Outcome } from '../app/api/wire';
import { admin, noon } from './fixtures';

export function anOutcome(name: string, over: Partial<Outcome> = {}): Outcome {
  const [before, after] = [{ tags: [] }, { tags: ['pci'] }];
  return { id: `id-${name}`, hostname: name, status: 'changed', version: 2, before, after, error: null, ...over };
}

export function aFailure(name: string, code: string, message: string): Outcome {
  return anOutcome(name, { status: 'failed', before: null, after: null, error: { code, message, errors: [] } });
}

/** What is answered of up to a thousand servers. */
export function aResult(results: Outcome[], over: object = {}) {
  const count = (wanted: Outcome['status']) => results.filter(({ status }) => status === wanted).length;
  return {
    dryRun: false,
    applied: true,
    total: results.length,
    changed: count('changed'),
    failed: count('failed'),
    changeSetId: 'id-set',
    results,
    ...over,
  };
}

export function aJob(over: Partial<Job> = {}): Job {
  return {
    id: 'id-job',
    kind: 'bulk',
    title: 'Tag 2,000 servers (+pci)',
    status: 'running',
    progress: { done: 0, total: 2_000 },
    result: null,
    error: null,
    actorName: admin.email,
    changeSetId: 'id-set',
    createdAt: noon,
    startedAt: noon,
    finishedAt: null,
    ...over,
  };
}

export function aChangeSet(over: Partial<ChangeSet> = {}): ChangeSet {
  return {
    id: 'id-set',
    kind: 'tag',
    title: 'Tag 12 servers (+pci)',
    reason: 'audit of cards',
    actor: { type: 'user', id: admin.id, name: admin.email },
    total: 12,
    changed: 11,
    failed: 1,
    createdAt: noon,
    finishedAt: noon,
    jobId: null,
    revertsId: null,
    revertedById: null,
    ...over,
  };
}
