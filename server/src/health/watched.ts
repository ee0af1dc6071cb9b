import { Conflict } from '../http/domain-error.js';
import { isWatched, type Lifecycle } from '../inventory/lifecycle.js';

/** @throws Conflict for a server that nobody may look at */
export function requireWatched(lifecycle: Lifecycle, isDeleted: boolean): void {
  if (!isDeleted && isWatched(lifecycle)) return;
  const state = isDeleted ? 'deleted' : lifecycle;
  throw new Conflict('server.not-watched', `A server that is ${state} is not watched; nothing was looked at.`);
}
