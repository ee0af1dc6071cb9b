import { sortOf } from '../database/keyset.js';
import { placedAt } from '../http/placed.js';
import type { Search } from './search/search.service.js';
import { sortKeys } from './server-sort.js';
import type { PageName, QueryOfView } from './views.dto.js';

/**
 * A view that cannot be shown is not saved. The audit has no search language.
 * @throws BadRequest with the place in the body
 */
export async function requireReadable(search: Search, page: PageName, { q, sort }: QueryOfView): Promise<void> {
  if (page === 'audit') return;
  await placedAt('/query', () => search.compiled(q, []));
  if (sort !== '') await placedAt('/query', () => sortOf(sort, sortKeys, 's.id'));
}
