import type { SearchField } from './field.js';
import { compared, unordered } from './kinds.js';
import { likePattern } from './like.js';
import { noUnits } from './numbers.js';

/** The field of a value within the attributes, by its path: `attr.rack.row`. Equality is as JSON has it, also of one of a list. */
export function attributeField(path: string[]): SearchField {
  return {
    kind: 'json',
    describe: 'A value of the attributes, by its path: `attr.rack:r21`, `attr.unit.row:>=4`',
    condition: (operand, place, asking) => {
      const placedPath = () => `${place(path)}::text[]`;
      switch (operand.kind) {
        case 'presence':
          return `s.attributes #>> ${placedPath()} IS NOT NULL`;
        case 'exact':
          return meanings(operand.text)
            .flatMap((value) => [value, [value]])
            .map((value) => `s.attributes @> ${place(JSON.stringify(at(path, value)))}::jsonb`)
            .join(' OR ');
        case 'pattern':
          return `lower(s.attributes #>> ${placedPath()}) LIKE lower(${place(likePattern(operand.text))})`;
        case 'comparison':
        case 'range':
          return compared(operand, numberAt(`s.attributes #> ${placedPath()}`), noUnits, place, asking);
        default:
          throw unordered(operand, asking);
      }
    },
  };
}

/** SQL of the number that a JSON value is, if it is one. */
export function numberAt(json: string): string {
  return `CASE WHEN jsonb_typeof(${json}) = 'number' THEN (${json})::numeric END`;
}

/** The text itself, and the number or truth that it spells. */
function meanings(text: string): unknown[] {
  if (/^(true|false)$/.test(text)) return [text, text === 'true'];
  return /^-?(0|[1-9]\d{0,14})(\.\d{1,6})?$/.test(text) ? [text, Number(text)] : [text];
}

function at(path: string[], value: unknown): unknown {
  return path.reduceRight((inner, key) => ({ [key]: inner }), value);
}
