import type { Recall } from '../../probing/scan/scan.js';

/** Of both together; the loss weighs as many answers as it was judged by. */
export function together(one: Recall | null, other: Recall): Recall {
  if (!one) return other;
  const answers = one.open + one.closed + other.open + other.closed;
  const lost = one.loss * (one.open + one.closed) + other.loss * (other.open + other.closed);
  return {
    probes: one.probes + other.probes,
    open: one.open + other.open,
    closed: one.closed + other.closed,
    silent: one.silent + other.silent,
    givenUp: one.givenUp + other.givenUp,
    retries: one.retries + other.retries,
    loss: answers > 0 ? lost / answers : 0,
    refused: one.refused + other.refused,
  };
}
