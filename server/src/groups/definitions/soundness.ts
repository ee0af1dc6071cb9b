import type { Definition, Definitions } from './definition.js';
import { conditionsOnGroups, meant } from './references.js';

/** How many groups may lead to each other in a row: what the search language follows. */
export const deepest = 8;

/** Why groups cannot be as they would be. */
export type Unsoundness =
  /** The first one again at the end. */
  | { kind: 'cycle'; way: Definition[] }
  | { kind: 'depth'; way: Definition[] }
  /** A query names a group that is not there. */
  | { kind: 'dangling'; group: Definition; name: string };

/**
 * What is wrong with the groups as a whole, if anything: whether one leads back to itself (by nesting, or by a query that names
 * another group), leads too deep, or names one that is not there.
 */
export function unsoundness(definitions: Definitions): Unsoundness | undefined {
  const next = new Map<string, Definition[]>();
  for (const group of definitions.values()) {
    const named: Definition[] = [];
    for (const condition of conditionsOnGroups(group.query ?? '')) {
      const groups = meant(definitions, condition);
      if (!groups) return { kind: 'dangling', group, name: textOf(condition.operand) };
      named.push(...groups);
    }
    const nested = group.children.flatMap((id) => definitions.get(id) ?? []);
    next.set(group.id, [...new Set([...nested, ...named])]);
  }
  return cycleIn(definitions, next) ?? tooDeep(definitions, next);
}

/** The other groups that lead to the one: those that it is nested in, and those whose query names it. */
export function referring(definitions: Definitions, id: string): Definition[] {
  return [...definitions.values()].filter(
    (group) =>
      group.id !== id &&
      (group.children.includes(id) ||
        conditionsOnGroups(group.query ?? '').some(
          (condition) =>
            condition.operand.kind === 'exact' && meant(definitions, condition)?.some((each) => each.id === id),
        )),
  );
}

function textOf(operand: { kind: string; text?: string }): string {
  return operand.text ?? '*';
}

type Next = ReadonlyMap<string, readonly Definition[]>;

function cycleIn(definitions: Definitions, next: Next): Unsoundness | undefined {
  const done = new Set<string>();
  const way: Definition[] = [];
  const walk = (group: Definition): Definition[] | undefined => {
    const at = way.findIndex(({ id }) => id === group.id);
    if (at >= 0) return [...way.slice(at), group];
    if (done.has(group.id)) return undefined;
    way.push(group);
    for (const each of next.get(group.id) ?? []) {
      const cycle = walk(each);
      if (cycle) return cycle;
    }
    way.pop();
    done.add(group.id);
    return undefined;
  };
  for (const group of definitions.values()) {
    const cycle = walk(group);
    if (cycle) return { kind: 'cycle', way: cycle };
  }
  return undefined;
}

/** Of groups without a cycle: the longest way, when it is longer than is followed. */
function tooDeep(definitions: Definitions, next: Next): Unsoundness | undefined {
  const longest = new Map<string, Definition[]>();
  const from = (group: Definition): Definition[] => {
    const known = longest.get(group.id);
    if (known) return known;
    let rest: Definition[] = [];
    for (const each of next.get(group.id) ?? []) {
      const way = from(each);
      if (way.length > rest.length) rest = way;
    }
    const way = [group, ...rest];
    longest.set(group.id, way);
    return way;
  };
  for (const group of definitions.values()) {
    const way = from(group);
    if (way.length > deepest) return { kind: 'depth', way };
  }
  return undefined;
}
