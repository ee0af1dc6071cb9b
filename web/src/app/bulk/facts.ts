import { inWords } from '../server/maintenance-words';

/** What follows from another field that is shown, or says the same to nobody. */
const bookkeeping = new Set(['lifecycleSince', 'templateVersion']);

/** What has an id is shown under its name, where that is known. */
export type Names = ReadonlyMap<string, string>;
export const nameless: Names = new Map();

/** The fields of a change that tell a person something. */
export function factsOf(fields: object | null, names: Names = nameless): object | null {
  if (!fields) return null;
  const told = Object.entries(fields as Record<string, unknown>).filter(([field]) => !bookkeeping.has(field));
  const named = told.map(([field, value]) => {
    const name = typeof value === 'string' ? names.get(value) : undefined;
    return name === undefined ? [field, value] : [field.replace(/Id$/, ''), name];
  });
  return inWords(Object.fromEntries(named) as Record<string, unknown>);
}
