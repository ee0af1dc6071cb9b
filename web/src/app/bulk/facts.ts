import { inWords } from '../server/maintenance-words';

/** What follows from another field that is shown, or says the same to nobody. */
const bookkeeping = new Set(['lifecycleSince', 'templateVersion']);

/** The fields of a change that tell a person something. */
export function factsOf(fields: object | null): object | null {
  return fields && inWords(Object.fromEntries(Object.entries(fields).filter(([name]) => !bookkeeping.has(name))));
}
