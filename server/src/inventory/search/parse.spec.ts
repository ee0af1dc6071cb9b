import fc from 'fast-check';
import { BadRequest } from '../../http/domain-error.js';
import { parsed } from './parse.js';
import type { Bound, Operand, Tree } from './tree.js';

/** A tree in a line: a(nd), o(r), n(ot) with their parts, fields before their operands, patterns behind a tilde. */
function notation(tree: Tree): string {
  switch (tree.kind) {
    case 'and':
    case 'or':
      return `${tree.kind}(${tree.parts.map(notation).join(', ')})`;
    case 'not':
      return `not(${notation(tree.part)})`;
    case 'word':
      return operand(tree.operand).replace(/^=/, '');
    case 'condition':
      return `${tree.field}${operand(tree.operand)}`;
  }
}

function operand(of: Operand): string {
  switch (of.kind) {
    case 'exact':
      return `=${of.text}`;
    case 'pattern':
      return `~${of.text}`;
    case 'comparison':
      return `${of.operator}${of.text}`;
    case 'range':
      return `${of.from?.isIncluded ? '[' : '{'}${of.from?.text ?? ''}..${of.to?.text ?? ''}${of.to?.isIncluded ? ']' : '}'}`;
    case 'presence':
      return '?';
  }
}

describe('what a query says', () => {
  test.each<[string, string]>([
    ['', 'and()'],
    ['  \n\t ', 'and()'],
    ['web', 'web'],
    ['web 01', 'and(web, 01)'],
    ['"web 01"', 'web 01'],
    ['"say \\"hi\\" \\\\ there"', 'say "hi" \\ there'],
    ['""', ''],
    ['"a*b"', 'a*b'],
    ['web-*', '~web-*'],
    ['*', '~*'],
    ['lifecycle:active', 'lifecycle=active'],
    ['owner:"team core"', 'owner=team core'],
    ['-health:healthy', 'not(health=healthy)'],
    ['NOT health:healthy', 'not(health=healthy)'],
    ['- web', 'and(-, web)'],
    ['--web', 'not(not(web))'],
    ['NOT -web', 'not(not(web))'],
    ['-(a b)', 'not(and(a, b))'],
    ['-"a b"', 'not(a b)'],
    ['owner:-x', 'owner=-x'],
    ['a AND b', 'and(a, b)'],
    ['a b AND c', 'and(a, b, c)'],
    ['a OR b', 'or(a, b)'],
    ['a OR b c', 'or(a, and(b, c))'],
    ['a b OR c AND d', 'or(and(a, b), and(c, d))'],
    ['NOT a OR b', 'or(not(a), b)'],
    ['(a OR b) c', 'and(or(a, b), c)'],
    ['((a))', 'a'],
    ['(a b) c', 'and(and(a, b), c)'],
    ['a(b)c', 'and(a, b, c)'],
    ['(NOT(a)OR"b")', 'or(not(a), b)'],
    ['and or not', 'and(and, or, not)'],
    ['ANDROID ORACLE NOTHING TO', 'and(ANDROID, ORACLE, NOTHING, TO)'],
    ['"AND"', 'AND'],
    ['region:OR', 'region=OR'],
    ['region:NOT', 'region=NOT'],
    ['owner:(a OR b)', 'or(owner=a, owner=b)'],
    ['owner:(a b)', 'and(owner=a, owner=b)'],
    ['owner:(a OR -b)', 'or(owner=a, not(owner=b))'],
    ['tag:(env:prod OR "env:dev" (x NOT y*))', 'or(tag=env:prod, and(tag=env:dev, and(tag=x, not(tag~y*))))'],
    ['cpu:(>=4 AND <16)', 'and(cpu>=4, cpu<16)'],
    ['cpu:(>4 OR [1 TO 2])', 'or(cpu>4, cpu[1..2])'],
    ['owner:(a OR b) c:d', 'and(or(owner=a, owner=b), c=d)'],
    ['tag:env:prod', 'tag=env:prod'],
    ['tag:env:*', 'tag~env:*'],
    ['ip:10.2.0.0/16', 'ip=10.2.0.0/16'],
    ['ip:2001:db8::/32', 'ip=2001:db8::/32'],
    ['10.0.0.1', '10.0.0.1'],
    ['10.0.0.1:22', '10.0.0.1:22'],
    ['2001:db8::1', '2001:db8::1'],
    ['fe80::1', 'fe80::1'],
    ['fe80::*', '~fe80::*'],
    ['fd00::/8', 'fd00::/8'],
    ['::1', '::1'],
    ['aa:bb:cc:dd:ee:ff', 'aa:bb:cc:dd:ee:ff'],
    ['-fe80::1', 'not(fe80::1)'],
    ['beef:x', 'beef=x'],
    ['cafe:babe:x-y', 'cafe=babe:x-y'],
    ['a+b@c_d.e/f,g', 'a+b@c_d.e/f,g'],
    ['web-01/x:80', 'web-01/x:80'],
    ['attr.rack.row:4', 'attr.rack.row=4'],
    ['attr.größe:5', 'attr.größe=5'],
    ['cpu:>=16', 'cpu>=16'],
    ['cpu:>16', 'cpu>16'],
    ['cpu:<=16', 'cpu<=16'],
    ['updated:<7d', 'updated<7d'],
    ['updated:>2026-01-01T00:00:00Z', 'updated>2026-01-01T00:00:00Z'],
    ['owner:>"a b"', 'owner>a b'],
    ['cpu:[4 TO 16]', 'cpu[4..16]'],
    ['cpu:{4 TO 16}', 'cpu{4..16}'],
    ['cpu:[4 TO 16}', 'cpu[4..16}'],
    ['cpu:[4 TO *]', 'cpu[4..}'],
    ['cpu:[* TO *]', 'cpu{..}'],
    ['created:["2026-01-01" TO 2026-02-01]', 'created[2026-01-01..2026-02-01]'],
    ['owner:*', 'owner?'],
    ['-owner:*', 'not(owner?)'],
    ['owner:"*"', 'owner=*'],
    ['owner:\\*', 'owner~\\*'],
    ['a\\b', 'a\\b'],
    [
      'lifecycle:active -health:healthy tag:env:prod region:eu-* ip:10.2.0.0/16 cpu:>=16 updated:<7d (group:edge OR owner:core) dependsOn:db-01 pageable:true "web 01"',
      'and(lifecycle=active, not(health=healthy), tag=env:prod, region~eu-*, ip=10.2.0.0/16, cpu>=16, updated<7d, or(group=edge, owner=core), dependsOn=db-01, pageable=true, web 01)',
    ],
  ])('%s', (query, expected) => expect(notation(parsed(query))).toBe(expected));

  test('each part knows where it stands', () => {
    expect(parsed('web (owner:(a OR "b") OR -cpu:>=4)')).toEqual({
      kind: 'and',
      position: 0,
      parts: [
        { kind: 'word', position: 0, operand: { kind: 'exact', text: 'web', position: 0 } },
        {
          kind: 'or',
          position: 12,
          parts: [
            {
              kind: 'or',
              position: 12,
              parts: [
                {
                  kind: 'condition',
                  field: 'owner',
                  position: 12,
                  operand: { kind: 'exact', text: 'a', position: 12 },
                },
                {
                  kind: 'condition',
                  field: 'owner',
                  position: 17,
                  operand: { kind: 'exact', text: 'b', position: 17 },
                },
              ],
            },
            {
              kind: 'not',
              position: 25,
              part: {
                kind: 'condition',
                field: 'cpu',
                position: 26,
                operand: { kind: 'comparison', operator: '>=', text: '4', position: 32 },
              },
            },
          ],
        },
      ],
    });
  });
});

/** The code and the position of the refusal of a query. */
function fault(query: string): string {
  try {
    return `none: ${notation(parsed(query))}`;
  } catch (error) {
    if (!(error instanceof BadRequest)) throw error;
    expect(error.errors).toEqual([
      { pointer: '/q', code: error.code, message: error.message, position: expect.any(Number) },
    ]);
    return `${error.code.replace('search.', '')} ${error.errors[0]?.position}`;
  }
}

describe('what cannot be read is refused where it goes wrong', () => {
  const deep = (levels: number) => `${'('.repeat(levels)}a${')'.repeat(levels)}`;
  test.each<[string, string, string]>([
    ['a quote that is not closed', 'web "01', 'syntax 4'],
    ['a quote that is not closed behind a field', 'owner:"core', 'syntax 6'],
    ['a quote whose end is escaped', '"a\\"', 'syntax 0'],
    ['a parenthesis that is not closed', 'a (b OR (c)', 'syntax 2'],
    ['a parenthesis that nothing opens', 'a)', 'syntax 1'],
    ['a second one', '(a))', 'syntax 3'],
    ['empty parentheses', 'a ()', 'syntax 3'],
    ['an AND with nothing before it', 'AND a', 'syntax 0'],
    ['an AND with nothing behind it', 'a AND', 'syntax 5'],
    ['an OR with nothing before it', '(OR a)', 'syntax 1'],
    ['an OR with nothing behind it', 'a OR ', 'syntax 5'],
    ['two ORs', 'a OR OR b', 'syntax 5'],
    ['a NOT of nothing', 'a NOT', 'syntax 5'],
    ['a NOT of an OR', 'NOT OR', 'syntax 4'],
    ['a field without a value', 'owner:', 'syntax 6'],
    ['a field without a value before another', 'owner: core', 'syntax 6'],
    ['a field without a value in parentheses', '(owner:)', 'syntax 7'],
    ['empty parentheses behind a field', 'owner:()', 'syntax 7'],
    ['a parenthesis behind a field that is not closed', 'owner:(a OR b', 'syntax 6'],
    ['a comparison with nothing', 'cpu:>=', 'syntax 6'],
    ['a comparison with a space', 'cpu:>= 4', 'syntax 6'],
    ['a comparison of a comparison', 'cpu:>>4', 'syntax 5'],
    ['a comparison with a parenthesis', 'cpu:>(4 OR 5)', 'syntax 5'],
    ['a range without an end', 'cpu:[4 TO', 'syntax 9'],
    ['a range without its bracket', 'cpu:[4 TO 16', 'syntax 12'],
    ['a range of one', 'cpu:[4]', 'syntax 6'],
    ['a range without TO', 'cpu:[4 16]', 'syntax 7'],
    ['a range with a quote that is not closed', 'cpu:[4 TO "1]', 'syntax 10'],
    ['a NUL', 'a\0', 'syntax 1'],
    ['2,001 characters', 'a'.repeat(2_001), 'too-long 2000'],
    ['65 terms', Array(65).fill('a').join(' '), 'too-long 128'],
    ['17 parentheses', deep(17), 'too-long 16'],
    ['many parentheses', deep(990), 'too-long 16'],
    ['many that never close', '('.repeat(2_000), 'too-long 16'],
    ['17 negations', `${'-'.repeat(17)}a`, 'too-long 16'],
    ['negations and parentheses in turn', '-('.repeat(900), 'too-long 16'],
    ['parentheses behind a field', `owner:${deep(17)}`, 'too-long 22'],
  ])('%s', (_, query, expected) => expect(fault(query)).toBe(expected));

  test.each<[string, string]>([
    ['2,000 characters', 'a'.repeat(2_000)],
    ['64 terms', Array(64).fill('a').join(' OR ')],
    ['16 parentheses', deep(16)],
  ])('%s are still read', (_, query) => expect(fault(query)).toMatch(/^none/));
});

/** A text of the tree, in the fewest or in the most words. */
function printed(tree: Tree, isWordy: boolean): string {
  const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;
  const bound = (of: Bound | undefined) => (of ? quoted(of.text) : '*');
  const value = (of: Operand): string => {
    switch (of.kind) {
      case 'exact':
        return quoted(of.text);
      case 'pattern':
        return of.text;
      case 'comparison':
        return of.operator + quoted(of.text);
      case 'range':
        return `${of.from?.isIncluded ? '[' : '{'}${bound(of.from)} TO ${bound(of.to)}${of.to?.isIncluded ? ']' : '}'}`;
      case 'presence':
        return '*';
    }
  };
  switch (tree.kind) {
    case 'and':
    case 'or': {
      const between = tree.kind === 'or' ? ' OR ' : isWordy ? ' AND ' : ' ';
      return tree.parts
        .map((part) => (isLeaf(part) ? printed(part, isWordy) : `(${printed(part, isWordy)})`))
        .join(between);
    }
    case 'not':
      return `${isWordy ? 'NOT ' : '-'}${isLeaf(tree.part) ? printed(tree.part, isWordy) : `(${printed(tree.part, isWordy)})`}`;
    case 'word':
      return value(tree.operand);
    case 'condition':
      return isWordy ? `${tree.field}:(${value(tree.operand)})` : `${tree.field}:${value(tree.operand)}`;
  }
}

const isLeaf = ({ kind }: Tree) => kind === 'word' || kind === 'condition';

describe('properties', () => {
  const position = fc.constant(0);
  const text = fc.string({ unit: 'binary', maxLength: 6 }).filter((value) => !value.includes('\0'));
  const exact = fc.record({ kind: fc.constant('exact' as const), text, position });
  const pattern = fc.record({
    kind: fc.constant('pattern' as const),
    text: fc.stringMatching(/^[a-z:./@+-]{1,4}\*[a-z:./@+-]{0,4}$/).filter((value) => !/^[-<>]|:.*:/.test(value)),
    position,
  });
  const bound = fc.option(fc.record({ text, isIncluded: fc.boolean(), position }), { nil: undefined });
  const operand = fc.oneof<fc.Arbitrary<Operand>[]>(
    exact,
    pattern,
    fc.record({
      kind: fc.constant('comparison' as const),
      operator: fc.constantFrom('<' as const, '<=' as const, '>' as const, '>=' as const),
      text,
      position,
    }),
    fc.record({ kind: fc.constant('range' as const), from: bound, to: bound, position }),
    fc.record({ kind: fc.constant('presence' as const), position }),
  );
  const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 5, depthSize: 'small' },
      fc.record({ kind: fc.constant('word' as const), operand: exact, position }),
      fc.record({
        kind: fc.constant('condition' as const),
        field: fc.constantFrom('owner', 'tag', 'attr.a.b', 'x-1'),
        operand,
        position,
      }),
      fc.record({ kind: fc.constant('not' as const), part: tie('tree'), position }),
      fc.record({
        kind: fc.constantFrom('and' as const, 'or' as const),
        parts: fc.array(tie('tree'), { minLength: 2, maxLength: 3 }),
        position,
      }),
    ),
  }));
  const unplaced = (of: Tree): unknown =>
    JSON.parse(JSON.stringify(of, (key, value: unknown) => (key === 'position' ? 0 : value)));

  test('what is printed of a tree is read as that tree', () => {
    fc.assert(
      fc.property(tree, fc.boolean(), (of, isWordy) => {
        const query = printed(of, isWordy);
        fc.pre(query.length <= 2_000);
        expect(unplaced(parsed(query))).toEqual(unplaced(of));
      }),
      { numRuns: 500 },
    );
  });

  test('whatever is typed is read, or refused within the text, quickly', () => {
    const scrap = fc.constantFrom(
      ...'()[]{}"\\-*<>=: \n\0aé😀'.split(''),
      'AND',
      'OR',
      'NOT',
      ' TO ',
      'owner:',
      'fe80::',
      '10.0.0.0/8',
    );
    const garbage = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(scrap, { maxLength: 400 }).map((parts) => parts.join('')),
    );
    const started = performance.now();
    fc.assert(
      fc.property(garbage, (query) => {
        try {
          parsed(query);
        } catch (error) {
          if (!(error instanceof BadRequest)) throw error;
          const at = error.errors[0]?.position ?? -1;
          expect(at >= 0 && at <= query.length).toBe(true);
        }
      }),
      { numRuns: 1_000 },
    );
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
