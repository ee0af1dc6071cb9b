import { refusedAt } from '../http/domain-error.js';
import { topics, type Topic } from './sources.js';

/** What a client asked to hear of. */
export type Wanted = { q: string } | { ids: ReadonlySet<string> } | { overview: true } | { topic: Topic };

const mostIds = 2_000;
const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/;

/** @throws BadRequest naming the field that cannot be read */
export function wantedBy(message: unknown): Wanted {
  const { q, ids, overview, ...rest } = recordOf(message);
  if (overview === true) return { overview: true };
  const topic = topics.find((each) => rest[each] === true);
  if (topic) return { topic };
  if (ids !== undefined) {
    const isList =
      Array.isArray(ids) && ids.length <= mostIds && ids.every((id) => typeof id === 'string' && uuid.test(id));
    if (!isList) throw refusedAt('/ids', `must be a list of at most ${mostIds} server ids`);
    return { ids: new Set(ids as string[]) };
  }
  if (q !== undefined && (typeof q !== 'string' || q.length > 2_000))
    throw refusedAt('/q', 'must be a query of at most 2,000 characters');
  return { q: q ?? '' };
}

/** The feed's position in a `resume`. */
export function cursorOf(message: unknown): number {
  const { cursor } = recordOf(message);
  const position = typeof cursor === 'string' && /^\d{1,15}$/.test(cursor) ? Number(cursor) : cursor;
  if (typeof position !== 'number' || !Number.isSafeInteger(position) || position < 0)
    throw refusedAt('/cursor', 'must be the cursor of a message');
  return position;
}

export function recordOf(message: unknown): Record<string, unknown> {
  if (message === undefined || message === null) return {};
  if (typeof message === 'object' && !Array.isArray(message)) return message as Record<string, unknown>;
  throw refusedAt('', 'must be an object');
}
