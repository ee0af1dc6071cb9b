import { Conflict } from '../../http/domain-error.js';

/** A server on a cycle, as the database names it in its refusal. */
interface Station {
  id: string;
  hostname: string;
  /** It can be restored, so it counts. */
  isDeleted: boolean;
}

const mostSpelt = 8;

/**
 * The refusal of a dependency that would close a cycle. `cycle` is the whole way round, the first server again at the end.
 * @param detail the stations as JSON, from the constraint `dependencies_acyclic`
 */
export function cycleRefusal(detail: string): Conflict {
  const stations = JSON.parse(detail) as Station[];
  const way = spelt(stations);
  const refusal = new Conflict('dependency.cycle', `It would close a cycle: ${way}.`, [
    { pointer: '/dependsOnId', code: 'dependency.cycle', message: `needs this server already: ${way}` },
  ]);
  refusal.extensions.cycle = stations.map(({ id, hostname }) => ({ id, hostname }));
  return refusal;
}

/** `a → b → a`. The middle of a long way is counted. */
export function spelt(stations: readonly Station[]): string {
  const words = stations.map(({ hostname, isDeleted }) => (isDeleted ? `${hostname} (deleted)` : hostname));
  if (words.length > mostSpelt) {
    const half = mostSpelt / 2;
    words.splice(half, words.length - mostSpelt, `… ${words.length - mostSpelt} more …`);
  }
  return words.join(' → ');
}
