import type { SearchField } from './field.js';
import { unordered } from './kinds.js';
import { likePattern } from './like.js';

/** As it is written, or a pattern without regard to case. The text that is searched has a space before each tag. */
export const tagField: SearchField = {
  kind: 'tag',
  describe: 'A tag: `pci`, `env:prod`, `env:*`',
  offers: 'unnest(s.tags)',
  condition: (operand, place, asking) => {
    switch (operand.kind) {
      case 'presence':
        return `s.tags <> '{}'`;
      case 'exact':
        return `s.tags @> ARRAY[${place(operand.text)}::text]`;
      case 'pattern': {
        const pattern = likePattern(operand.text);
        return `s.search_text LIKE lower(${place(`% ${pattern}%`)})
          AND EXISTS (SELECT FROM unnest(s.tags) tag WHERE lower(tag) LIKE lower(${place(pattern)}))`;
      }
      default:
        throw unordered(operand, asking);
    }
  },
};
