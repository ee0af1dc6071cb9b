import { uuid } from '../../inventory/search/kinds.js';
import { likePattern } from '../../inventory/search/like.js';
import { parsed } from '../../inventory/search/parse.js';
import type { Condition, Tree } from '../../inventory/search/tree.js';
import { namedIn, type Definition, type Definitions } from './definition.js';

/** What the field of the search language is called. */
export const fieldName = 'group';

/** Which groups a condition `group:…` means; undefined when it names one that is not there. */
export function meant(definitions: Definitions, { operand }: Pick<Condition, 'operand'>): Definition[] | undefined {
  switch (operand.kind) {
    case 'exact': {
      const byId = uuid.test(operand.text) ? definitions.get(operand.text.toLowerCase()) : undefined;
      const found = byId ?? namedIn(definitions, operand.text);
      return found && [found];
    }
    case 'pattern': {
      const matches = matcher(operand.text);
      return [...definitions.values()].filter(({ name }) => matches(name));
    }
    default:
      return [...definitions.values()];
  }
}

/** The conditions of a query that are about groups. A query that cannot be read has none. */
export function conditionsOnGroups(query: string): Condition[] {
  try {
    return found(parsed(query));
  } catch {
    return [];
  }
}

function found(tree: Tree): Condition[] {
  switch (tree.kind) {
    case 'and':
    case 'or':
      return tree.parts.flatMap(found);
    case 'not':
      return found(tree.part);
    case 'condition':
      return tree.field.toLowerCase() === fieldName ? [tree] : [];
    case 'word':
      return [];
  }
}

/** As LIKE has it, since that is what names are compared with elsewhere: `*` stands for anything, all else for itself. */
function matcher(pattern: string): (name: string) => boolean {
  const parts = likePattern(pattern.toLowerCase()).split(/(\\.|%)/);
  const source = parts.map((part) => (part === '%' ? '.*' : escaped(part.startsWith('\\') ? part.slice(1) : part)));
  const expression = new RegExp(`^${source.join('')}$`, 's');
  return (name) => expression.test(name.toLowerCase());
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
