import { BadRequest, Conflict } from '../http/domain-error.js';
import type { Definition } from './definitions/definition.js';
import { deepest, type Unsoundness } from './definitions/soundness.js';
import type { Group } from './group.entity.js';
import type { ChangeGroup } from './groups.dto.js';

export type GroupBody = Pick<Group, 'name' | 'description' | 'query' | 'children'>;

export const blankBody: Omit<GroupBody, 'name'> = { description: null, query: null, children: [] };

export function bodyOf({ name, description, query, children }: Group): GroupBody {
  return { name, description, query, children };
}

/** Nothing said and the empty text are the same. */
export function bodyAfter(before: GroupBody, { name, description, query, children }: ChangeGroup): GroupBody {
  return {
    name: name ?? before.name,
    description: description === undefined ? before.description : description || null,
    query: query === undefined ? before.query : query || null,
    children: children === undefined ? before.children : [...new Set(children.map((id) => id.toLowerCase()))],
  };
}

/**
 * What somebody is told whose change would leave the groups unsound. `way` is the whole way, so that the one that has to go can be
 * picked.
 */
export function refusalOf(wrong: Unsoundness, changedId: string): Conflict | BadRequest {
  switch (wrong.kind) {
    case 'dangling': {
      const { group, name } = wrong;
      if (group.id !== changedId)
        return inUse(`The query of ${group.name} names it as ${name}. Change that first.`, [group]);
      return new BadRequest('search.bad-value', `There is no group \`${name}\`.`, [
        { pointer: '/query', code: 'search.bad-value', message: `names a group \`${name}\` that is not there` },
      ]);
    }
    case 'cycle':
      return alongWay('group.cycle', `It would lead back to itself: ${spelt(wrong.way)}.`, wrong.way);
    case 'depth':
      return alongWay('group.too-deep', `Groups lead at most ${deepest} deep: ${spelt(wrong.way)}.`, wrong.way);
  }
}

export function inUse(message: string, by: Definition[]): Conflict {
  const refusal = new Conflict('group.in-use', message);
  refusal.extensions.usedBy = by.map(({ id, name }) => ({ id, name }));
  return refusal;
}

function alongWay(code: string, message: string, way: Definition[]): Conflict {
  const refusal = new Conflict(code, message);
  refusal.extensions.way = way.map(({ id, name }) => ({ id, name }));
  return refusal;
}

function spelt(way: Definition[]): string {
  return way.map(({ name }) => name).join(' → ');
}
