import fc from 'fast-check';
import { piecesOf } from './highlight';

const marks = { space: '', field: 'f', value: 'v', word: 'w', operator: 'o', not: 'n', paren: 'p' };

function shown(q: string, fault: { from: number; to: number } | null = null): string {
  return piecesOf(q, fault)
    .map(({ text, kind, isWrong }) => {
      const inner = marks[kind] ? `${marks[kind]}[${text}]` : text;
      return isWrong ? `!${inner}!` : inner;
    })
    .join('');
}

test.each([
  ['web health:unhealthy', 'w[web] f[health:]v[unhealthy]'],
  ['-owner:core tag:env:prod', 'n[-]f[owner:]v[core] f[tag:]v[env:prod]'],
  ['NOT a OR b', 'n[NOT] w[a] o[OR] w[b]'],
  ['owner:(core OR "x y")', 'f[owner:]p[(]v[core] o[OR] v["x y"]p[)]'],
  ['cpu:>=16 cpu:[4 TO *]', 'f[cpu:]o[>=]v[16] f[cpu:]v[[4 TO *]]'],
  ['fe80::1', 'w[fe80::1]'],
])('%s', (q, pieces) => expect(shown(q)).toBe(pieces));

test.each([
  ['ownr:core', 0, 4, '!f[ownr]!f[:]v[core]'],
  ['cpu:>=many x', 6, 10, 'f[cpu:]o[>=]!v[many]! w[x]'],
  ['cpu:[4 TO many]', 10, 14, 'f[cpu:]v[[4 TO ]!v[many]!v[]]'],
  ['web OR', 6, 6, 'w[web] o[OR]! !'],
  ['owner: core', 6, 7, 'f[owner:]! !w[core]'],
])('%s, wrong from %i to %i', (q, from, to, pieces) => expect(shown(q, { from, to })).toBe(pieces));

test('nothing is lost and nothing is added', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(20), fc.nat(20), (q, from, length) => {
      const text = piecesOf(q, { from, to: from + length })
        .map((piece) => piece.text)
        .join('');
      expect(text).toBe(from >= q.length ? `${q} ` : q);
    }),
  );
});
