import type { Proceed } from '../../jobs/job.js';

const askedEveryMs = 500;

/** A step that takes its time, ended when the job is not to go on. @throws JobInterrupted */
export async function whileProceeding<Result>(
  proceed: Proceed,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const ending = new AbortController();
  let asking: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    asking = asking.then(proceed).catch((error: unknown) => ending.abort(error));
  }, askedEveryMs);
  try {
    return await work(ending.signal);
  } finally {
    clearInterval(timer);
    await asking;
  }
}
