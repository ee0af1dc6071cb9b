import { numberAt } from './attributes.js';
import type { Asking, Place, SearchField } from './field.js';
import { number, text, timed, truth, unordered } from './kinds.js';
import { likePattern, likeWithin } from './like.js';
import type { Units } from './numbers.js';
import { badValue } from './refusal.js';
import type { Operand } from './tree.js';

/** A column of words that many servers share; its folded form has an index. */
export function column(name: string, describe: string): SearchField {
  return text(`s.${name}`, describe, { offers: `s.${name}` });
}

/** A value within a JSON column that few servers share; its folded form has an index. */
export function uniqueIn(column: string, key: string, describe: string): SearchField {
  return text(`(s.${column} ->> '${key}')`, describe);
}

/** A number of the hardware, spelt as the index spells it. */
export function hardwareNumber(key: string, describe: string, units?: Units): SearchField {
  return number(numberAt(`s.hardware -> '${key}'`), describe, units);
}

/**
 * Values within JSON columns that many servers share. One index holds them all, each behind the name of its field:
 * equality asks that index, what is anything else asks the values.
 */
export function fact(name: string, values: string[], describe: string): SearchField {
  const any = (condition: (value: string) => string) => values.map(condition).join(' OR ');
  return {
    kind: 'text',
    describe,
    offers: values.length === 1 ? (values[0] ?? '') : `unnest(ARRAY[${values.join(', ')}])`,
    condition: (operand, place, asking) => {
      switch (operand.kind) {
        case 'presence':
          return any((value) => `${value} IS NOT NULL`);
        case 'exact':
          return `fleet_facts(s.provider, s.os, s.hardware) @> ARRAY['${name}=' || lower(${place(operand.text)})]`;
        case 'pattern': {
          const pattern = place(likePattern(operand.text));
          return any((value) => `lower(${value}) LIKE lower(${pattern})`);
        }
        default:
          throw unordered(operand, asking);
      }
    },
  };
}

/** The text that is searched begins with the name, and has the index for what the index of names cannot find. */
export const hostnameField: SearchField = {
  ...text('s.hostname', 'The host name: `db-01.example.com`, `web-*`', { offers: 's.hostname' }),
  condition: (operand, place, asking) => {
    switch (operand.kind) {
      case 'presence':
        return 'TRUE';
      case 'exact':
        return `s.hostname = lower(${place(operand.text)})`;
      case 'pattern': {
        const pattern = likePattern(operand.text);
        return `s.search_text LIKE lower(${place(`${pattern}%`)}) AND s.hostname LIKE lower(${place(pattern)})`;
      }
      default:
        throw unordered(operand, asking);
    }
  },
};

/** A key of another system means what it says, letter by letter. */
export const externalIdField: SearchField = {
  ...text('s.external_id', 'The id in the other system, as it is written there'),
  condition: (operand, place, asking) =>
    operand.kind === 'exact'
      ? `s.external_id = ${place(operand.text)}`
      : text('s.external_id', '').condition(operand, place, asking),
};

/** Nobody remembers a whole note: a value is looked for within. */
export const notesField: SearchField = {
  kind: 'text',
  describe: 'A text within the notes',
  condition: (operand, place, asking) => {
    if (operand.kind === 'presence') return 's.notes IS NOT NULL';
    if (operand.kind !== 'exact' && operand.kind !== 'pattern') throw unordered(operand, asking);
    const within = operand.kind === 'exact' ? likeWithin(operand.text) : `%${likePattern(operand.text)}%`;
    const pattern = `lower(${place(within)})`;
    return `s.search_text LIKE ${pattern} AND lower(s.notes) LIKE ${pattern}`;
  },
};

const isDeleted = truth('s.deleted_at IS NOT NULL', '');

/** Whoever asks for it, however, also finds deleted servers. */
export const deletedField: SearchField = {
  ...isDeleted,
  describe: 'It is deleted: `true`, since when (`<7d`), or `*` for deleted and living ones',
  condition: (operand: Operand, place: Place, asking: Asking) =>
    operand.kind === 'comparison' || operand.kind === 'range'
      ? timed(operand, 's.deleted_at', place, asking)
      : isDeleted.condition(operand, place, asking),
};

/** What follows from the checks of this moment cannot be asked of another. */
export function onlyNow(field: SearchField): SearchField {
  return {
    ...field,
    condition: (operand, place, asking) => {
      if (asking.at) throw badValue(`\`${asking.name}\` is not kept: it cannot be asked of the past`, operand);
      return field.condition(operand, place, asking);
    },
  };
}
