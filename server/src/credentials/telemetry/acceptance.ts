import { BadRequest, Conflict } from '../../http/domain-error.js';
import { valuesOf, type FactField, type Facts, type FactValues } from './facts.js';

/** What was observed of a server, and where that differs from what is declared. */
export interface Known {
  facts: Facts;
  drift: FactField[];
  filled: FactValues;
}

/**
 * The values that become declared. Without `fields` those that drift.
 * @throws Conflict when nothing was observed @throws BadRequest naming a field that was not
 */
export function accepted(known: Known | undefined, fields: readonly FactField[] | undefined): FactValues {
  if (!known) throw new Conflict('facts.none', 'Nothing was observed of this server.');
  const observed = valuesOf(known.facts);
  const wanted = fields ?? known.drift;
  const faults = wanted.flatMap((field, at) =>
    observed[field] === undefined
      ? [{ pointer: `/fields/${at}`, code: 'facts.field-unseen', message: `${field} was not observed` }]
      : [],
  );
  if (faults.length > 0)
    throw new BadRequest('facts.field-unseen', faults.map(({ message }) => message).join('; '), faults);
  return Object.fromEntries(wanted.map((field) => [field, observed[field]]));
}
