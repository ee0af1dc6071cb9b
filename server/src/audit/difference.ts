import { isDeepStrictEqual } from 'node:util';

/** The fields in which two records differ, as they were and as they are. */
export function difference<Fields extends object>(
  before: Fields,
  after: Fields,
): { before: Partial<Fields>; after: Partial<Fields> } {
  const changed = (Object.keys(after) as (keyof Fields)[]).filter((key) => !isDeepStrictEqual(before[key], after[key]));
  return { before: pick(before, changed), after: pick(after, changed) };
}

function pick<Fields extends object>(record: Fields, keys: (keyof Fields)[]): Partial<Fields> {
  return Object.fromEntries(keys.map((key) => [key, record[key] ?? null])) as Partial<Fields>;
}
