import { BadRequest } from '../http/domain-error.js';

const mostTags = 64;

/** Sorted, each once; a tag that is both added and removed is there. @throws BadRequest */
export function retagged(tags: string[], add: string[], remove: string[]): string[] {
  const after = [...new Set([...tags.filter((each) => !remove.includes(each)), ...add])].sort();
  if (after.length <= mostTags) return after;
  throw new BadRequest('tags.too-many', `It would have ${after.length} tags; ${mostTags} are possible.`);
}
