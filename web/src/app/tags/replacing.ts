import { TagUse } from '../api/wire';
import { wanting } from '../search/terms';
import { counted } from '../ui/number';

/** One tag that takes the place of others. */
export interface Replacement {
  from: readonly TagUse[];
  to: string;
  /** How many carry that one already. */
  carried: number;
}

/** The servers that carry one of these. */
export function carriersOf(tags: readonly string[]): string {
  return tags.reduce((q, tag) => wanting(q, 'tag', tag, true), '');
}

/** A new name for one tag is a rename, as long as nobody has the name. */
export function isMerge({ from, carried }: Replacement): boolean {
  return from.length > 1 || carried > 0;
}

/** What is wrong with the new name, beside how a tag is spelt. */
export function targetFault(from: readonly TagUse[], to: string): string | null {
  if (to === '') return 'It needs a name.';
  if (/[\s,]/.test(to)) return 'One tag, without spaces or commas.';
  return from.some(({ tag }) => tag === to) ? 'That is the name it has.' : null;
}

/** `Rename env:production`, `Merge 3 tags`: on top of the sheet. */
export function headingOf(from: readonly TagUse[]): string {
  return from.length === 1 ? `Rename ${from[0]!.tag}` : `Merge ${counted(from.length, 'tag')}`;
}

/** What will have been done, to so many servers. */
export function doneOf(replacement: Replacement, servers: number): string {
  const { from, to } = replacement;
  const what = from.length === 1 ? from[0]!.tag : counted(from.length, 'tag');
  const [did, so] = isMerge(replacement) ? ['Merged', 'into'] : ['Renamed', 'to'];
  return `${did} ${what} ${so} ${to} on ${counted(servers, 'server')}`;
}

/** The tags of a server afterwards. */
export function tagsAfter(tags: readonly string[], { from, to }: Pick<Replacement, 'from' | 'to'>): string[] {
  const kept = tags.filter((tag) => tag !== to && !from.some((use) => use.tag === tag));
  return [...kept, to].sort();
}

/** `85 %`, `< 1 %`: of what is there nothing is no part, and only all of it is all. */
export function shareWords(share: number): string {
  const percent = Math.floor(share * 100);
  return percent === 0 ? '< 1 %' : `${percent} %`;
}

/** The part that says what it is about, and the rest: `env:` and `prod`. */
export function partsOf(tag: string): { key: string; value: string } {
  const at = tag.indexOf(':');
  return at < 0 ? { key: '', value: tag } : { key: tag.slice(0, at + 1), value: tag.slice(at + 1) };
}
