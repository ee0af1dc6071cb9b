import { GroupName } from '../api/groups-api';
import { Group, GroupChange, GroupLink } from '../api/wire';

/** A group while it is being defined. */
export interface GroupDraft {
  name: string;
  description: string;
  isDynamic: boolean;
  query: string;
  children: GroupLink[];
}

export const newGroup: GroupDraft = { name: '', description: '', isDynamic: false, query: '', children: [] };

export function groupDraftOf({ name, description, query, children }: Group): GroupDraft {
  return { name, description: description ?? '', isDynamic: query !== null, query: query ?? '', children };
}

export function definitionOf({ name, description, isDynamic, query, children }: GroupDraft): GroupChange {
  return {
    name: name.trim(),
    description: description.trim() || null,
    query: isDynamic ? query.trim() : null,
    children: children.map(({ id }) => id),
  };
}

/** Only what was changed here, so that it takes back nobody's work. */
export function groupChangesOf(before: GroupDraft, after: GroupDraft): GroupChange {
  const old = definitionOf(before) as Record<string, unknown>;
  const entries = Object.entries(definitionOf(after));
  return Object.fromEntries(entries.filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(old[name])));
}

/** What can still be nested: neither the group itself nor what holds it or is held already. */
export function nestable(
  groups: readonly GroupName[],
  self: GroupLink | null,
  children: readonly GroupLink[],
): GroupName[] {
  const around = new Set<string>(self ? [self.id] : []);
  for (const id of around) {
    for (const { id: parent } of groups.find((group) => group.id === id)?.parents ?? []) around.add(parent);
  }
  return groups.filter(({ id }) => !around.has(id) && !children.some((child) => child.id === id));
}
