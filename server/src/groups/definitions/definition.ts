/** What a group is made of, beside the servers that were put into it. */
export interface Definition {
  id: string;
  name: string;
  description: string | null;
  /** Whoever matches is a member. */
  query: string | null;
  /** The groups whose members are members. */
  children: readonly string[];
  createdAt: Date;
  updatedAt: Date;
  version: number;
}

export type Definitions = ReadonlyMap<string, Definition>;

/** Without regard to case, as the database has it. */
export function namedIn(definitions: Definitions, name: string): Definition | undefined {
  const folded = name.toLowerCase();
  return [...definitions.values()].find((each) => each.name.toLowerCase() === folded);
}

/** The groups of `ids` and all that are nested in them, each once. */
export function nestedIn(definitions: Definitions, ids: Iterable<string>): Definition[] {
  const found = new Map<string, Definition>();
  const left = [...ids];
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    const definition = definitions.get(id);
    if (!definition || found.has(id)) continue;
    found.set(id, definition);
    left.push(...definition.children);
  }
  return [...found.values()];
}

/** The groups that have the group as a child. */
export function parentsOf(definitions: Definitions, id: string): Definition[] {
  return [...definitions.values()].filter(({ children }) => children.includes(id));
}

/** A group of `ids` and whatever they are nested in. */
export function aroundOf(definitions: Definitions, ids: Iterable<string>): Set<string> {
  const parents = new Map<string, string[]>();
  for (const { id, children } of definitions.values())
    for (const child of children) parents.set(child, [...(parents.get(child) ?? []), id]);
  const found = new Set<string>();
  const left = [...ids];
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    left.push(...(parents.get(id) ?? []));
  }
  return found;
}
