import { written } from '../search/scan';

/** The servers of a group, those of nested ones included. */
export function membersQuery(name: string): string {
  return `group:${written(name)}`;
}
