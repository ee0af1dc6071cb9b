import { AuditEntry, Impact } from '../api/wire';
import { countOf, counted } from '../ui/number';
import { Rest } from './dependency-fold';

/** A piece of a sentence; with a query it leads to the servers that it speaks of. */
export interface Piece {
  text: string;
  q?: string;
}

const mostOwners = 4;

/** `3 servers would be hit, 2 of them pageable; owners core 2, data 1`, each number with the query behind it. */
export function impactOf({ total, exact, pageable, byOwner }: Impact, server: string): Piece[] {
  if (total === 0) return [{ text: 'No server would be hit' }];
  const behind = termOf('downstreamOf', server);
  const pieces: Piece[] = [
    { text: `${exact ? '' : 'more than '}${counted(total, 'server')}`, q: behind },
    { text: ' would be hit' },
  ];
  if (pageable > 0) {
    const which = pageable === total ? 'all of them' : `${countOf(pageable)} of them`;
    pieces.push({ text: ', ' }, { text: `${which} pageable`, q: `${behind} pageable:true` });
  }
  return [...pieces, ...ownersOf(byOwner, behind)];
}

function ownersOf(byOwner: Impact['byOwner'], behind: string): Piece[] {
  const [only] = byOwner;
  if (!only || (byOwner.length === 1 && only.owner === null)) return [];
  const pieces: Piece[] = [{ text: byOwner.length === 1 ? '; owner ' : '; owners ' }];
  byOwner.slice(0, mostOwners).forEach(({ owner, count }, place) => {
    if (place > 0) pieces.push({ text: ', ' });
    pieces.push({
      text: `${owner ?? 'nobody'} ${countOf(count)}`,
      q: `${behind} ${owner === null ? '-owner:*' : termOf('owner', owner)}`,
    });
  });
  const more = byOwner.length - mostOwners;
  return more > 0 ? [...pieces, { text: ` and ${counted(more, 'more owner')}` }] : pieces;
}

/** The query for whom a rest stands; of those further away for all that are further away. */
export function restQuery({ direction, depth }: Rest, server: string): string {
  if (depth === 1) return termOf(direction === 'upstream' ? 'dependencyOf' : 'dependsOn', server);
  return termOf(direction === 'upstream' ? 'upstreamOf' : 'downstreamOf', server);
}

/** A field and its value as the search language spells them. */
export function termOf(field: string, value: string): string {
  const isPlain = /^[\p{L}\p{N}][\p{L}\p{N}._:@/-]*$/u.test(value);
  return `${field}:${isPlain ? value : `"${value.replace(/["\\]/g, '\\$&')}"`}`;
}

/** What an entry of the audit says of a dependency: of which server, and what for; null when it is of something else. */
export function linkIn({ action, before, after }: AuditEntry): { id: string; hostname: string; note: string } | null {
  if (action !== 'dependency.created' && action !== 'dependency.deleted') return null;
  const { dependsOnId, dependsOn, note } = { ...before, ...after } as Record<string, unknown>;
  return typeof dependsOnId === 'string' && typeof dependsOn === 'string'
    ? { id: dependsOnId, hostname: dependsOn, note: typeof note === 'string' ? note : '' }
    : null;
}
