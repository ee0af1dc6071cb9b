import { Maintenance } from '../api/wire';

/** A change of maintenance in a few words: `maintenance until 2026-11-25 18:00 UTC`. Why stands beside it as its reason. */
export function inWords(fields: object | null): object | null {
  if (!fields || !('maintenance' in fields)) return fields;
  const { maintenance } = fields as { maintenance: Pick<Maintenance, 'until'> | null };
  return { ...fields, maintenance: maintenance && `until ${maintenance.until.slice(0, 16).replace('T', ' ')} UTC` };
}
