import { Group } from '../app/api/wire';
import { noon } from './fixtures';

export function aGroup(name: string, over: Partial<Group> = {}): Group {
  return {
    id: `id-${name}`,
    name,
    description: null,
    kind: 'static',
    query: null,
    fault: null,
    children: [],
    parents: [],
    servers: { value: 12, exact: true },
    health: { healthy: 8, degraded: 2, unhealthy: 1, unknown: 1 },
    countable: 10,
    pageable: 1,
    createdAt: noon,
    updatedAt: noon,
    version: 1,
    ...over,
  };
}

export function links(...names: string[]) {
  return names.map((name) => ({ id: `id-${name}`, name }));
}
