import { Transition } from '../api/wire';

/** A stretch of one axis, as shares of the whole line; `state` is `null` where nothing is known. */
export interface Stretch {
  state: string | null;
  from: number;
  to: number;
}

export interface Span {
  from: number;
  to: number;
}

/**
 * One axis over a span, oldest first, walked back from what is true now. Nothing is claimed of the time before
 * `knownSince`.
 */
export function stretchesOf(
  axis: Transition['axis'],
  now: string,
  transitions: readonly Transition[],
  span: Span,
  knownSince: number,
): Stretch[] {
  const stretches: Stretch[] = [];
  const begin = Math.max(span.from, knownSince);
  let state = now;
  let end = span.to;
  for (const transition of transitions) {
    const at = Date.parse(transition.at);
    if (transition.axis !== axis || at >= end) continue;
    if (at <= begin) break;
    stretches.unshift({ state, from: at, to: end });
    state = transition.from;
    end = at;
  }
  if (end > begin) stretches.unshift({ state, from: begin, to: end });
  if (begin > span.from) stretches.unshift({ state: null, from: span.from, to: Math.min(begin, span.to) });
  return stretches;
}

/** From when on the transitions tell the whole story: the server's beginning, or the oldest one that was fetched. */
export function knownSince(transitions: readonly Transition[], createdAt: string, isAll: boolean): number {
  const oldest = transitions.at(-1);
  return isAll || !oldest ? Date.parse(createdAt) : Date.parse(oldest.at);
}

/** Where a moment stands on the line, from 0 to 1, or `null` when it is not on it. */
export function placeOf(at: string, span: Span): number | null {
  const place = (Date.parse(at) - span.from) / (span.to - span.from);
  return place < 0 || place > 1 ? null : place;
}
