import { MembershipReason } from '../api/wire';
import { Piece, reasonWords } from './membership-words';

const link = (name: string) => ({ id: `id-${name}`, name });

function said(reason: Partial<MembershipReason>): string {
  const pieces = reasonWords({ kind: 'static', group: link('edge'), query: null, path: [link('edge')], ...reason });
  return pieces.map(textOf).join('');
}

function textOf(piece: Piece): string {
  if ('text' in piece) return piece.text;
  return 'group' in piece ? `[${piece.group.name}]` : `\`${piece.q}\``;
}

test.each<[string, Partial<MembershipReason>]>([
  ['Put into [edge]', {}],
  ['Found by the query of [edge]: `role:edge`', { kind: 'query', query: 'role:edge' }],
  [
    'Found by the query of [edge], part of [core]: `role:edge`',
    { kind: 'query', query: 'role:edge', path: [link('core'), link('edge')] },
  ],
  ['Put into [edge], part of [core], part of [all]', { path: [link('all'), link('core'), link('edge')] }],
])('%s', (words, reason) => expect(said(reason)).toBe(words));
