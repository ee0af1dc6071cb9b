import { FileFault } from '../../file-fault.js';
import type { Origin } from '../gathered-row.js';

type Groups = ReadonlyMap<string, { parents: ReadonlyMap<string, Origin> }>;

/**
 * How far below the top each group is, by the longest way; those at the top are at 1. Without recursion: a file may nest
 * them as deep as it is long.
 * @throws FileFault for groups that are within each other, naming the last line that says so
 */
export function depthsOf(groups: Groups): Map<string, number> {
  const parents = new Map([...groups].map(([name, group]) => [name, [...group.parents.keys()]]));
  const depths = new Map<string, number>();
  for (const name of sorted(parents)) {
    const above = (parents.get(name) ?? []).map((parent) => depths.get(parent) ?? 0);
    depths.set(name, 1 + above.reduce((deepest, depth) => Math.max(deepest, depth), 0));
  }
  if (depths.size < groups.size) throw cycleIn(groups, new Set([...groups.keys()].filter((name) => !depths.has(name))));
  return depths;
}

/** Each behind all that lead to it; those in a cycle, or behind one, are left out. */
function sorted(sources: ReadonlyMap<string, readonly string[]>): string[] {
  const targets = new Map<string, string[]>();
  const open = new Map<string, number>();
  for (const [name, from] of sources) {
    open.set(name, from.length);
    for (const source of from) {
      const known = targets.get(source);
      if (known) known.push(name);
      else targets.set(source, [name]);
    }
  }
  const order = [...sources.keys()].filter((name) => open.get(name) === 0);
  // The list is walked through to what is added on the way.
  for (const name of order)
    for (const target of targets.get(name) ?? []) {
      const left = (open.get(target) ?? 0) - 1;
      open.set(target, left);
      if (left === 0) order.push(target);
    }
  return order;
}

function cycleIn(groups: Groups, left: ReadonlySet<string>): FileFault {
  const children = new Map([...left].map((name): [string, string[]] => [name, []]));
  for (const name of left)
    for (const parent of groups.get(name)?.parents.keys() ?? []) children.get(parent)?.push(name);
  const behind = new Set(sorted(children));
  const links = [...left]
    .filter((name) => !behind.has(name))
    .flatMap((name) =>
      [...(groups.get(name)?.parents ?? [])].filter(([parent]) => left.has(parent)).map(([, at]) => at),
    );
  const at = links.reduce((last, link) => (link.line >= last.line ? link : last), { line: 1, column: 1, name: '' });
  return new FileFault('ansible.group-cycle', `\`${at.name}\` would be within itself.`, at);
}
