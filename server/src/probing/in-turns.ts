/** So many at once; the results in the order of the items. */
export async function inTurns<Item, Result>(
  items: Item[],
  atOnce: number,
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: Math.min(atOnce, items.length) }, async () => {
      for (let at = next++; at < items.length; at = next++) results[at] = await work(items[at] as Item, at);
    }),
  );
  return results;
}
