import { ChangeSet, Job } from '../api/wire';
import { isUnderWay } from '../bulk/jobs-state';

/** How it stands with a change set. */
export type ChangeSetState =
  | { form: 'under-way'; job: Job | undefined }
  | { form: 'cancelled' }
  | { form: 'failed' }
  | { form: 'reverted'; by: string }
  | { form: 'done' };

/** `job` is what carries it out, as far as that is known. */
export function stateOf({ finishedAt, jobId, revertedById }: ChangeSet, job: Job | undefined): ChangeSetState {
  if (revertedById !== null) return { form: 'reverted', by: revertedById };
  if (finishedAt !== null || jobId === null) return { form: 'done' };
  if (!job || isUnderWay(job)) return { form: 'under-way', job };
  if (job.status === 'succeeded') return { form: 'done' };
  return { form: job.status === 'cancelled' ? 'cancelled' : 'failed' };
}

/** Whether there is something to take back. */
export function isRevertible(changeSet: ChangeSet, job: Job | undefined): boolean {
  const { form } = stateOf(changeSet, job);
  return form !== 'under-way' && form !== 'reverted' && changeSet.changed > 0;
}
