import { BadRequest } from '../../http/domain-error.js';
import type { Moment, Search } from '../../inventory/search/search.service.js';

/** The condition of a group's query; or why it cannot be read any more, because what it names is gone, and then `params` are as they were. */
export async function readable(
  search: Search,
  query: string,
  params: unknown[],
  moment: Moment = {},
): Promise<{ where: string } | { fault: string }> {
  const before = params.length;
  try {
    return { where: await search.compiled(query, params, moment) };
  } catch (error) {
    if (!(error instanceof BadRequest)) throw error;
    params.length = before;
    return { fault: error.message };
  }
}
