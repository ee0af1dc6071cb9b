import { Group, GroupLink } from '../api/wire';

/** A row of the tree of groups. One that is nested in two groups stands under each of them. */
export interface Branch {
  /** The way to it, which tells one row from another. */
  key: string;
  link: GroupLink;
  /** Nothing while the group itself is not there yet. */
  group: Group | null;
  depth: number;
  canOpen: boolean;
  isOpen: boolean;
}

/** Groups lead at most eight deep; who shows more ways than these shows nobody anything. */
const mostRows = 2_000;

/** The tree as far as it is open: outermost groups begin, each is followed by those nested in it. */
export function branchesOf(groups: readonly Group[], opened: ReadonlySet<string>): Branch[] {
  const known = new Map(groups.map((group) => [group.id, group]));
  const branches: Branch[] = [];
  const grow = (link: GroupLink, way: readonly string[]): void => {
    if (branches.length >= mostRows || way.includes(link.id)) return;
    const group = known.get(link.id) ?? null;
    const key = [...way, link.id].join('/');
    const isOpen = opened.has(key);
    branches.push({ key, link, group, depth: way.length, canOpen: (group?.children.length ?? 0) > 0, isOpen });
    if (isOpen) for (const child of group?.children ?? []) grow(child, [...way, link.id]);
  };
  for (const group of groups) if (group.parents.length === 0) grow(group, []);
  return branches;
}

/** What was found stands for itself, wherever it is nested. */
export function flatOf(groups: readonly Group[]): Branch[] {
  return groups.map((group) => ({
    key: group.id,
    link: group,
    group,
    depth: 0,
    canOpen: false,
    isOpen: false,
  }));
}
