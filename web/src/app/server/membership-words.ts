import { GroupLink, MembershipReason } from '../api/wire';

/** A sentence in pieces: plain words, a group to go to, a query to look at. */
export type Piece = { text: string } | { group: GroupLink } | { q: string };

/** Why a server is a member of a group: `Found by the query of edge, part of core: role:edge`. */
export function reasonWords({ kind, group, query, path }: MembershipReason): Piece[] {
  const outer = path.slice(0, -1).reverse();
  const where = [{ group }, ...outer.flatMap((each): Piece[] => [{ text: ', part of ' }, { group: each }])];
  return kind === 'static' || query === null
    ? [{ text: 'Put into ' }, ...where]
    : [{ text: 'Found by the query of ' }, ...where, { text: ': ' }, { q: query }];
}
