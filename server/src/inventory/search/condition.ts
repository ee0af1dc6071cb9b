import { likePattern, likeWithin } from './like.js';
import type { Place } from './field.js';
import type { Condition, Tree, Word } from './tree.js';

/** The SQL of a tree; `ask` answers that of a field. Parameters are placed in the order of the text. */
export async function conditionOf(
  tree: Tree,
  place: Place,
  ask: (condition: Condition) => string | Promise<string>,
): Promise<string> {
  switch (tree.kind) {
    case 'and':
    case 'or': {
      const parts: string[] = [];
      for (const part of tree.parts) parts.push(await conditionOf(part, place, ask));
      return parts.length === 0 ? 'TRUE' : `(${parts.join(tree.kind === 'and' ? ' AND ' : ' OR ')})`;
    }
    case 'not':
      // What is not known is not so. (The planner knows how often that is, which it would not behind a coalesce.)
      return `(${await conditionOf(tree.part, place, ask)}) IS NOT TRUE`;
    case 'word':
      return `(${wordIn(tree, place)})`;
    case 'condition':
      return `(${await ask(tree)})`;
  }
}

function wordIn({ operand }: Word, place: Place): string {
  if (/^\**$/.test(operand.text) && (operand.kind === 'pattern' || operand.text === '')) return 'TRUE';
  const pattern = operand.kind === 'exact' ? likeWithin(operand.text) : `%${likePattern(operand.text)}%`;
  return `s.search_text LIKE lower(${place(pattern)})`;
}

export function mentions(tree: Tree, isMeant: (field: string) => boolean): boolean {
  switch (tree.kind) {
    case 'and':
    case 'or':
      return tree.parts.some((part) => mentions(part, isMeant));
    case 'not':
      return mentions(tree.part, isMeant);
    case 'word':
      return false;
    case 'condition':
      return isMeant(tree.field);
  }
}
