import { sortOf } from '../database/keyset.js';
import { BadRequest } from '../http/domain-error.js';
import type { Search } from './search/search.service.js';
import { sortKeys } from './server-sort.js';
import type { PageName, QueryOfView } from './views.dto.js';

/**
 * A view that cannot be shown is not saved. The audit has no search language.
 * @throws BadRequest with the place in the body
 */
export async function requireReadable(search: Search, page: PageName, { q, sort }: QueryOfView): Promise<void> {
  if (page === 'audit') return;
  await inBody(() => search.compiled(q, []));
  if (sort !== '') await inBody(() => sortOf(sort, sortKeys, 's.id'));
}

async function inBody(read: () => unknown): Promise<void> {
  try {
    await read();
  } catch (error) {
    if (!(error instanceof BadRequest)) throw error;
    const faults = error.errors.map((fault) => ({ ...fault, pointer: `/query${fault.pointer}` }));
    throw new BadRequest(error.code, error.message, faults);
  }
}
