import { Deviation, Template, TemplateVersion } from '../api/wire';

type Content = Pick<Template, 'name' | 'description' | 'defaults' | 'tags' | 'checks'>;

/** A version beside the one before it: what was changed by it. Nothing is said of one whose former is not there yet. */
export interface Revision {
  version: TemplateVersion;
  before: Content | null;
  after: Content | null;
}

/** What a version says, without when and by whom it was written. */
export function contentOf({ name, description, defaults, tags, checks }: Content): Content {
  return { name, description, defaults, tags, checks };
}

/** Newest first, as they come; the first of all changed nothing, it began. */
export function revisionsOf(versions: readonly TemplateVersion[]): Revision[] {
  return versions.map((version, i) => {
    const former = versions[i + 1];
    return former
      ? { version, before: contentOf(former), after: contentOf(version) }
      : { version, before: null, after: null };
  });
}

/** What bringing a server in line would change: fields by their path, tags without loss of its own. */
export function inLine(drift: readonly Deviation[]): { before: object; after: object } {
  const before = drift.map(({ field, actual }) => [field, actual] as const);
  const after = drift.map(({ field, expected, actual }) => [
    field,
    field === 'tags' ? union(actual, expected) : expected,
  ]);
  return { before: Object.fromEntries(before), after: Object.fromEntries(after) as object };
}

function union(...lists: unknown[]): unknown[] {
  return [...new Set(lists.flatMap((list): unknown[] => (Array.isArray(list) ? list : [])))];
}
