/**
 * Which rows no longer stand where they belong, when this stretch of a list was shown and that is what it is now.
 * A row that only moved up because another went is in its place. What enters or leaves at the foot is so moved by
 * what happened above, unless the list ends there.
 */
export function outOfPlace(shown: readonly string[], fetched: readonly string[], isEnd: boolean): ReadonlySet<string> {
  const common = longestCommon(shown, fetched);
  const last = common.at(-1);
  const inPlace = new Set(common);
  const above = (ids: readonly string[]) => (isEnd || last === undefined ? ids : ids.slice(0, ids.indexOf(last)));
  return new Set([...above(shown), ...above(fetched)].filter((id) => !inPlace.has(id)));
}

/** The longest sequence that both have in the same order. No id comes twice in either. */
function longestCommon(one: readonly string[], other: readonly string[]): string[] {
  const placeOf = new Map(other.map((id, place) => [id, place]));
  /** Of every length, the run that ends earliest in `other`. */
  const ends: Run[] = [];
  for (const id of one) {
    const place = placeOf.get(id);
    if (place === undefined) continue;
    let length = ends.length;
    while (length > 0 && (ends[length - 1]?.place ?? 0) > place) length -= 1;
    ends[length] = { id, place, before: ends[length - 1] };
  }
  const run: string[] = [];
  for (let end = ends.at(-1); end; end = end.before) run.unshift(end.id);
  return run;
}

interface Run {
  id: string;
  place: number;
  before: Run | undefined;
}
