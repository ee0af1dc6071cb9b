import { layers } from './test/layers.mjs';
import { ensurePackages } from './test/packages.mjs';
import { Tally } from './test/tally.mjs';
import { built } from './prepared.mjs';
import { Refusal } from './refusal.mjs';

/** Runs every layer, or the named one; what follows the name chooses among its tests. The last line counts all. */
export async function test([name, ...patterns]) {
  if (name !== undefined && !Object.hasOwn(layers, name)) {
    throw new Refusal(`There is no layer ${name} (there are: ${Object.keys(layers).join(', ')}).`, 64);
  }
  const chosen = Object.entries(layers).filter(([each, { isSeparate }]) => (name ? each === name : !isSeparate));
  const tally = new Tally();
  try {
    await ensurePackages(chosen.flatMap(([, { programs }]) => programs));
    const parts = [...new Set(chosen.flatMap(([, { builds }]) => builds))];
    const node = await built(parts);
    for (const [, { run }] of chosen) await run({ node, tally, patterns });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    tally.failed('preparation', error.message);
  }
  return tally.told();
}
