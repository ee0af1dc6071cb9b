import { hostnameField } from '../search/columns.js';
import type { SearchField } from '../search/field.js';
import { id, uuid } from '../search/kinds.js';
import { closure, pastAt, present, stepFrom, type Direction } from './reach.js';

const idField = id('s.id', '');

/** Whom the query names: living servers by name, or one by its id, who may be deleted. Then who is one step away, or any number. */
function related(direction: Direction, reach: 'step' | 'any', describe: string): SearchField {
  return {
    kind: 'text',
    describe,
    condition: async (operand, place, asking) => {
      const isId = operand.kind === 'exact' && uuid.test(operand.text);
      const named = isId
        ? await idField.condition(operand, place, asking)
        : `s.deleted_at IS NULL AND ${await hostnameField.condition(operand, place, asking)}`;
      const world = asking.at ? pastAt(place(asking.at.toISOString())) : present;
      const step = stepFrom(direction, named, world);
      if (reach === 'step') return `s.id IN (${step})`;
      return `s.id IN (WITH RECURSIVE ${closure('reached', direction, living(step, world.servers), world)} SELECT id FROM reached)`;
    },
  };
}

/** No way leads through a deleted server. */
function living(ids: string, servers: string): string {
  return `SELECT s.id FROM ${servers} s WHERE s.deleted_at IS NULL AND s.id IN (${ids})`;
}

/** By the host name of the other one (`db-01`, `db-*`), or by its id. */
export const dependencyFields: Record<string, SearchField> = {
  dependsOn: related('downstream', 'step', 'It needs that server: `db-01`, `db-*`, or an id'),
  dependencyOf: related('upstream', 'step', 'That server needs it'),
  downstreamOf: related(
    'downstream',
    'any',
    'It would be hit if that server failed: it needs it, directly or through others',
  ),
  upstreamOf: related('upstream', 'any', 'That server would be hit if it failed'),
};
