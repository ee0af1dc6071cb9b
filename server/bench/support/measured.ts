/** How long the product took for something, and how long it takes by hand, in ms. */
export interface Measured {
  ours: number;
  theirs: number;
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}
