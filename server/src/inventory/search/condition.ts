import { likePattern, likeWithin } from './like.js';
import type { Place } from './field.js';
import type { Condition, Tree, Word } from './tree.js';

/** What is to be known of fields: the SQL of a condition, and whether it holds or does not, but is never unknown. */
export interface Fields {
  ask(condition: Condition): string | Promise<string>;
  isDecided(field: string): boolean;
}

/** The SQL of a tree. Parameters are placed in the order of the text. */
export async function conditionOf(tree: Tree, place: Place, fields: Fields): Promise<string> {
  switch (tree.kind) {
    case 'and':
    case 'or': {
      const parts: string[] = [];
      for (const part of tree.parts) parts.push(await conditionOf(part, place, fields));
      return parts.length === 0 ? 'TRUE' : `(${parts.join(tree.kind === 'and' ? ' AND ' : ' OR ')})`;
    }
    case 'not': {
      const part = await conditionOf(tree.part, place, fields);
      // What is not known is not so. (The planner knows how often that is, which it would not behind a coalesce; and what is known, it turns
      // around and finds by an index.)
      const isDecided = !mentions(tree.part, (field) => !fields.isDecided(field));
      return isDecided ? `NOT (${part})` : `(${part}) IS NOT TRUE`;
    }
    case 'word':
      return `(${wordIn(tree, place)})`;
    case 'condition':
      return `(${await fields.ask(tree)})`;
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
