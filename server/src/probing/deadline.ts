import { down, type Seen } from './seen.js';

/** What is under way, so that whoever runs out of time can say in what. */
export interface Phase {
  name: string;
}

/**
 * Work that must end in time. When the time is over `abandon` has to make an end of whatever is open, and what the work comes to is no
 * longer asked.
 */
export async function within<Result>(
  limitMs: number,
  phase: Phase,
  work: () => Promise<Result>,
  abandon: () => void,
): Promise<Result | Seen> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Seen>((resolve) => {
    timer = whenOver(limitMs, () =>
      resolve(down('timeout', `no answer within ${Math.round(limitMs)} ms (${phase.name})`)),
    );
  });
  const working = work();
  working.catch(() => undefined);
  try {
    return await Promise.race([working, late]);
  } finally {
    clearTimeout(timer);
    abandon();
  }
}

/**
 * Calls when the time is over, a turn of the loop later: what came while this process was busy is heard first, and its own lateness is not
 * taken for the peer's. May call once more after it was cleared.
 */
export function whenOver(limitMs: number, late: () => void): NodeJS.Timeout {
  return setTimeout(() => setImmediate(late), Math.max(1, limitMs));
}
