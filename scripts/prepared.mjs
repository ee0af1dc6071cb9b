import { ensureBuilt } from './build.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { ensureNode } from './runtime.mjs';

/** Node 24 with everything installed. */
export async function installed() {
  const node = await ensureNode();
  await ensureDependencies(node);
  return node;
}

/** The same with server and console built. */
export async function built(parts) {
  const node = await installed();
  await ensureBuilt(node, parts);
  return node;
}
