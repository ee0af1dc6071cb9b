import { Job } from '../api/wire';

export type JobsById = ReadonlyMap<string, Job>;

export function isUnderWay({ status }: Job): boolean {
  return status === 'queued' || status === 'running' || status === 'paused';
}

/** The jobs after one was heard of. What is over stays over, and what came further does not go back. */
export function withJob(jobs: JobsById, job: Job): JobsById {
  const known = jobs.get(job.id);
  if (known && isLater(known, job)) return jobs;
  return new Map(jobs).set(job.id, job);
}

/** From 0 to 1; of nothing to do it is all done. */
export function shareDone({ progress: { done, total } }: Job): number {
  return total === 0 ? 1 : Math.min(1, done / total);
}

function isLater(one: Job, other: Job): boolean {
  if (isUnderWay(one) !== isUnderWay(other)) return !isUnderWay(one);
  return one.progress.done > other.progress.done;
}
