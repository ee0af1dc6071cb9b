import { sortOf } from '../database/keyset.js';
import { BadRequest } from '../http/domain-error.js';
import { derivedBy } from './derived.js';
import { compiled } from './search/compile.js';
import { searchFields } from './search/fields.js';
import { sortKeys } from './server-sort.js';
import type { PageName, QueryOfView } from './views.dto.js';

/** Whatever the interval is, the same texts can be read. */
const fields = searchFields(derivedBy(1));

/**
 * A view that cannot be shown is not saved. The audit has no search language.
 * @throws BadRequest with the place in the body
 */
export function requireReadable(page: PageName, { q, sort }: QueryOfView): void {
  if (page === 'audit') return;
  inBody(() => compiled(q, fields, []));
  if (sort !== '') inBody(() => sortOf(sort, sortKeys, 's.id'));
}

function inBody(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof BadRequest)) throw error;
    const faults = error.errors.map((fault) => ({ ...fault, pointer: `/query${fault.pointer}` }));
    throw new BadRequest(error.code, error.message, faults);
  }
}
